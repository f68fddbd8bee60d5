/**
 * A user's program on the official client: ways into pods. Run as
 *
 *     node streams.mjs KUBECONFIG NAMESPACE
 *
 * Prints what it saw as JSON.
 */
import { readFileSync } from 'node:fs';
import { PassThrough, Readable, Writable } from 'node:stream';
import { Attach, Exec, KubeConfig, Log, PortForward } from '@kubernetes/client-node';

const [, , file, namespace] = process.argv;
const config = new KubeConfig();
config.loadFromString(readFileSync(file, 'utf8'));

/** Keeps what is written; `saw` resolves when it matches. */
class Kept extends Writable {
  text = '';
  waiting = [];

  _write(chunk, _encoding, done) {
    this.text += chunk.toString();
    this.waiting = this.waiting.filter(({ pattern, resolve }) => !pattern.test(this.text) || resolve(this.text));
    done();
  }

  saw(pattern) {
    return pattern.test(this.text) ? Promise.resolve(this.text) : new Promise((resolve) => { this.waiting.push({ pattern, resolve }); });
  }
}

async function log() {
  const kept = new Kept();
  const ended = new Promise((resolve) => { kept.once('finish', resolve); });
  await new Log(config).log(namespace, 'spoken', 'c', kept);
  await ended;
  return kept.text;
}

async function followed() {
  const kept = new Kept();
  const stop = await new Log(config).log(namespace, 'spoken', 'c', kept, { follow: true });
  const text = await kept.saw(/three\n/);
  stop.abort();
  return text.trim().split('\n');
}

async function exec() {
  const [out, err] = [new Kept(), new Kept()];
  const status = await new Promise((resolve, reject) => {
    new Exec(config).exec(namespace, 'web', 'c', ['sh', '-c', 'echo out; echo err >&2; exit 7'], out, err, null, false, resolve).catch(reject);
  });
  return { out: out.text, err: err.text, status: { status: status.status, reason: status.reason, exitCode: status.details?.causes?.[0]?.message } };
}

async function piped() {
  const out = new Kept();
  await new Promise((resolve, reject) => {
    new Exec(config).exec(namespace, 'web', 'c', ['cat'], out, null, Readable.from(['typed']), false, resolve).catch(reject);
  });
  return out.text;
}

async function attached() {
  const [out, keys] = [new Kept(), new PassThrough()];
  const socket = await new Attach(config).attach(namespace, 'taking', 'c', out, null, keys, true);
  await out.saw(/ # $/);
  keys.write('hostname\r');
  const text = await out.saw(/taking\r\n/);
  socket.close();
  return text;
}

async function forwarded() {
  const [out, err, sent] = [new Kept(), new Kept(), new PassThrough()];
  const socket = await new PortForward(config).portForward(namespace, 'web', [80], out, err, sent);
  sent.write('GET /forwarded HTTP/1.1\r\nHost: web\r\n\r\n');
  const text = await out.saw(/GET \/forwarded HTTP\/1\.1/);
  socket.close();
  return text;
}

console.log(JSON.stringify({ log: await log(), followed: await followed(), exec: await exec(), piped: await piped(), attached: await attached(), forwarded: await forwarded() }));
process.exit();
