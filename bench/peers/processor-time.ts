import { readFile } from 'node:fs/promises';

/** Linux tells it in hundredths of a second (`sysconf(_SC_CLK_TCK)`), whatever the processor. */
const TICK_MS = 10;

/** The time in ms that a process has had of the processors; 0 where it is gone, or the system does not tell. */
async function ofProcess(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may have spaces in it: user and system time are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? 0 : (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The time of the processors that some processes have had together. */
export async function processorTime(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(ofProcess));
  return times.reduce((sum, time) => sum + time, 0);
}
