/** Puts loads on servers, one after the other, as it is told: a process of its own, as whoever asks costs time too. */
import { put, type Load } from './load.js';

process.on('message', (load: Load) => {
  void put(load).then(
    (outcome) => process.send!({ outcome }),
    (error: Error) => process.send!({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
