/** Before the end-to-end tests: what they run is the built program and the packed library, as a user has them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));

export default function build() {
  const { status } = spawnSync(process.execPath, [script, '--if-stale', '--types'], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`node scripts/build.mjs ended with ${status}`);
}
