/** A project of a user who has installed the packed library. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const top = join(__dirname, '../..');

/** What `npm pack` would put into the package, as paths in it. */
export async function packedFiles(): Promise<string[]> {
  // The scripts would build once more, under the feet of the other tests.
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: top, maxBuffer: 64 * 1024 * 1024 });
  const [pack] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (pack?.files ?? []).map((file) => file.path);
}

/** Lays out `folder` as `npm install minikapi` would. */
export function installInto(folder: string, files: readonly string[]): void {
  const target = join(folder, 'node_modules/minikapi');
  for (const file of files) cpSync(join(top, file), join(target, file));
  const { dependencies } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const name of [...Object.keys(dependencies), '@types/node']) link(name, folder);
}

/** The project's own copy of a dependency: its dependencies are found beside it. */
function link(name: string, folder: string): void {
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(top, 'node_modules', name), place);
}

/** Runs a program of the user to its end. Rejects with its output when it fails. */
export async function runProgram(folder: string, name: string, source: string): Promise<string> {
  writeFileSync(join(folder, name), source);
  const { stdout } = await run(process.execPath, [name], { cwd: folder });
  return stdout;
}

/** What the compiler says to a TypeScript program of the user; empty when nothing is wrong. */
export async function compile(folder: string, name: string, source: string): Promise<string> {
  writeFileSync(join(folder, name), source);
  const options = { strict: true, noEmit: true, target: 'ES2022', module: 'nodenext', types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: [name] }));
  const compiler = join(dirname(createRequire(join(top, 'package.json')).resolve('typescript-native/package.json')), 'bin/tsc');
  return run(process.execPath, [compiler, '-p', folder], { cwd: folder }).then(() => '', (error: { stdout: string }) => error.stdout);
}
