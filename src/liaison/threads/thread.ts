/** A thread that does one task after the other: see `Threads`. */
import { parentPort } from 'node:worker_threads';
import { TASKS, type TaskName } from './tasks.js';

export interface Order {
  readonly task: TaskName;
  readonly given: readonly unknown[];
}

parentPort!.on('message', ({ task, given }: Order) => {
  const steps = (TASKS[task] as (...given: readonly unknown[]) => Generator<void, unknown, void>)(...given);
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    parentPort!.postMessage(step.value);
    return;
  }
});
