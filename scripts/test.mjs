/**
 * `npm test`: lint, types, every test, and whether docs/conformance.md says what they show. Finds the programs that the tests
 * drive (etcd, kubectl), or installs Debian's. Arguments go to jest and choose tests (`npm test -- --selectProjects storage`);
 * `npm run conformance` writes the page anew.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A variable names another program than the one on the PATH. */
const needed = [
  { program: 'etcd', variable: 'ETCD', package: 'etcd-server' },
  { program: 'kubectl', variable: 'KUBECTL', package: 'kubernetes-client' },
].filter(({ variable }) => !process.env[variable]);

const onPath = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

function provide() {
  const missing = needed.filter(({ program }) => !onPath(program));
  if (missing.length === 0) return;
  const packages = missing.map((item) => item.package);
  console.error(`tests need ${missing.map((item) => item.program).join(' and ')}: installing ${packages.join(' ')}`);
  const installed = onPath('apt-get') && process.getuid?.() === 0
    && run('apt-get', ['update', '-qq']) === 0
    && run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]) === 0;
  if (installed && missing.every(({ program }) => onPath(program))) return;
  console.error(`Could not install them. Install them yourself (Debian: apt-get install ${packages.join(' ')}) so that they are on the PATH.`);
  process.exit(1);
}

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const [mode, ...args] = process.argv[2] === '--conformance' ? ['write', ...process.argv.slice(3)] : ['check', ...process.argv.slice(2)];
const results = mkdtempSync(join(tmpdir(), 'minikapi-test-'));
process.on('exit', () => rmSync(results, { recursive: true, force: true }));
const resultOf = (name) => join(results, `${name}.json`);
const keeping = (name) => ['--json', '--outputFile', resultOf(name)];

/** One after the other, up to the first that fails. */
function all(...steps) {
  for (const [command, ...args] of steps) {
    const status = run(command, args);
    if (status !== 0) process.exit(status);
  }
}

provide();
if (args.length > 0) process.exit(run(process.execPath, [jest, ...args]));
all(
  ['npm', 'run', '--silent', 'lint'],
  ['npm', 'run', '--silent', 'typecheck'],
  [process.execPath, jest, ...keeping('unit'), '--selectProjects', 'unit'],
  // Each starts servers: more at a time would measure the machine.
  [process.execPath, jest, ...keeping('servers'), '--maxWorkers=2', '--selectProjects', 'storage', 'e2e'],
  [process.execPath, 'scripts/conformance.mjs', mode, resultOf('unit'), resultOf('servers')],
);
