/**
 * Bundles the command line (`dist/main.js`), the library (`dist/index.js`) and what runs in threads, so that starting reads a handful of files
 * instead of a thousand; a third of a second.
 *
 *     node scripts/build.mjs               bundle
 *     node scripts/build.mjs --if-stale    bundle when a source is newer than the bundle
 *     node scripts/build.mjs --types       and write the type declarations (for packing)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const rooms = ['api', 'registry', 'apiserver', 'client', 'scheduler', 'controllers', 'kubelet-sim', 'cmd'];
const withTypes = process.argv.includes('--types');
const outputs = ['main.js', 'index.js', 'component-thread.js', 'function-javascript.js', 'function-python.js', ...(withTypes ? ['types/cmd/index.d.ts'] : [])].map((file) => join(top, 'dist', file));

function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

function stale() {
  if (!outputs.every(existsSync)) return true;
  const built = Math.min(...outputs.map((file) => statSync(file).mtimeMs));
  const sources = [join(top, 'package.json'), fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs);
  return Math.max(...sources, ...rooms.map((room) => newest(join(top, room)))) > built;
}

async function bundle() {
  const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  // Loaded only by those who use them (gRPC, Python, the files of QuickJS, this bundler in tests): they stay packages.
  const external = ['etcd3', 'pyodide', '@jitl/quickjs-wasmfile-release-sync/wasm', 'esbuild'];
  await build({
    absWorkingDir: top,
    entryPoints: {
      main: 'cmd/main.ts', index: 'cmd/index.ts', 'component-thread': 'cmd/thread/main.ts',
      'function-javascript': 'kubelet-sim/functions/sandbox/javascript/worker.ts', 'function-python': 'kubelet-sim/functions/sandbox/python/worker.ts',
    },
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'linked',
    external,
    // QuickJS's loader looks at its own address, although it is handed what lies there.
    define: { 'process.env.MINIKAPI_VERSION': JSON.stringify(version), 'import.meta.url': '"file:///"' },
    logLevel: 'warning',
  });
}

function writeTypes() {
  const tsc = join(top, 'node_modules/typescript-native/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(top, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!process.argv.includes('--if-stale') || stale()) {
  await bundle();
  if (withTypes) writeTypes();
}
