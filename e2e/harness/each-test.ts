/** What a test of the command line starts, and what goes when it has ended. */
import { removeFolder, start, tempFolder, type Running } from './processes';

const minute = 60_000;
const folders: string[] = [];
const started: Running[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((running) => running.stop()));
  folders.splice(0).forEach(removeFolder);
}, minute);

export function newFolder(): string {
  const folder = tempFolder();
  folders.push(folder);
  return folder;
}

/** `minikapi ARGS…`, to be stopped when the test ends. */
export async function startHere(...parameters: Parameters<typeof start>): Promise<Running> {
  const running = await start(...parameters);
  started.push(running);
  return running;
}

/** A whole cluster in memory. */
export async function up(...args: string[]): Promise<Running & { readonly folder: string }> {
  const folder = newFolder();
  return { ...await startHere(['up', '--data-dir', folder, '--store', 'memory:', '--port', '0', '--log-level', 'warn', ...args]), folder };
}
