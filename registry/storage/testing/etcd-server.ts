/**
 * A real etcd for tests and benchmarks: on loopback, on free ports, in a temporary directory that goes with it.
 * The data directory survives `kill` and `restart`; `stop` leaves nothing behind.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface EtcdServer {
  /** `host:port` of the client listener. */
  readonly endpoint: string;
  /** What `openEtcd` takes. */
  readonly url: string;
  /** Of the running process; changes with a restart. */
  readonly pid: number;
  /** SIGKILL, as a crash would. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Freezes the process: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Starts the same member again, on its data or (as after a lost disk) without; resolves when it serves. */
  restart(data?: 'kept' | 'lost'): Promise<void>;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

export interface EtcdCluster {
  readonly members: readonly EtcdServer[];
  /** Names every member. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface EtcdOptions {
  /** Further command line arguments, e.g. `--quota-backend-bytes=…`. */
  readonly args?: readonly string[];
}

export async function startEtcd(options: EtcdOptions = {}): Promise<EtcdServer> {
  const [member] = await plan(1, options);
  if (!member) throw new Error('no member was planned');
  await member.restart();
  return member;
}

/** Members that know each other; resolves when all of them serve, which takes a majority. */
export async function startEtcdCluster(size = 3, options: EtcdOptions = {}): Promise<EtcdCluster> {
  const members = await plan(size, options);
  await Promise.all(members.map((member) => member.restart()));
  return {
    members,
    url: `etcd://${members.map((member) => member.endpoint).join(',')}`,
    stop: async () => { await Promise.all(members.map((member) => member.stop())); },
  };
}

async function plan(size: number, options: EtcdOptions): Promise<Member[]> {
  const binary = findBinary();
  const ports = await freePorts(size * 2);
  const peers = Array.from({ length: size }, (_, i) => ({ name: `m${i}`, client: ports[2 * i] ?? 0, peer: ports[2 * i + 1] ?? 0 }));
  const initial = peers.map((p) => `${p.name}=http://127.0.0.1:${p.peer}`).join(',');
  return peers.map((p) => new Member(binary, p, initial, options.args ?? []));
}

/** Ports that were free a moment ago: etcd can not be asked to choose its own. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** What `etcd --help` says. */
export const etcdHelp = (): string => findBinary().flags;

interface Binary { readonly path: string; readonly flags: string }

let binary: Binary | undefined;

function findBinary(): Binary {
  binary ??= probe() ?? install();
  return binary;
}

function probe(): Binary | undefined {
  const path = process.env.ETCD ?? 'etcd';
  const { error, stdout, stderr } = spawnSync(path, ['--help'], { encoding: 'utf8' });
  if (!error) return { path, flags: stdout + stderr };
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

const whatToInstall = 'these tests need etcd 3.4 or newer: put `etcd` on the PATH, name it in $ETCD, or `apt-get install etcd-server`';

function install(): Binary {
  if (process.getuid?.() !== 0) throw new Error(whatToInstall);
  try {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'etcd-server'], { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  } catch (cause) {
    throw new Error(whatToInstall, { cause });
  }
  const found = probe();
  if (!found) throw new Error(whatToInstall);
  return found;
}

interface Place { readonly name: string; readonly client: number; readonly peer: number }

class Member implements EtcdServer {
  readonly endpoint: string;
  readonly url: string;
  private readonly directory = mkdtempSync(join(tmpdir(), 'minikapi-etcd-'));
  private process: ChildProcess | undefined;
  /** A test run that ends without `stop` must not leave servers or data. */
  private readonly killAtExit = (): void => {
    this.process?.kill('SIGKILL');
    this.removeData();
  };

  constructor(private readonly binary: Binary, private readonly place: Place, private readonly initial: string, private readonly extra: readonly string[]) {
    this.endpoint = `127.0.0.1:${place.client}`;
    this.url = `etcd://${this.endpoint}`;
    process.on('exit', this.killAtExit);
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  async restart(data: 'kept' | 'lost' = 'kept'): Promise<void> {
    await this.kill();
    if (data === 'lost') rmSync(join(this.directory, 'data'), { recursive: true, force: true });
    // etcd refuses architectures that its authors do not test, unless the variable names the one at hand.
    const env = { ...process.env, ETCD_UNSUPPORTED_ARCH: process.arch === 'x64' ? undefined : process.arch };
    const child = spawn(this.binary.path, this.args(), { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.process = child;
    await serving(child, this.endpoint);
  }

  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  pause(): void {
    this.process?.kill('SIGSTOP');
  }

  resume(): void {
    this.process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    process.off('exit', this.killAtExit);
    this.removeData();
  }

  private removeData(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private args(): string[] {
    const client = `http://${this.endpoint}`;
    const peer = `http://127.0.0.1:${this.place.peer}`;
    const { flags } = this.binary;
    return [
      `--name=${this.place.name}`, `--data-dir=${join(this.directory, 'data')}`,
      `--listen-client-urls=${client}`, `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${this.initial}`, '--initial-cluster-state=new',
      // A lone member waits for one election timeout before it serves again: half of the default.
      '--heartbeat-interval=50', '--election-timeout=500',
      '--logger=zap', '--log-outputs=stderr',
      ...(flags.includes('--unsafe-no-fsync') ? ['--unsafe-no-fsync'] : []),
      ...this.extra,
    ];
  }
}

/** etcd says so in its log once it takes part in a quorum and its client listener answers (server/embed/serve.go). */
const servingLine = /serving client traffic|ready to serve client requests/;
const lastOutput = 4_000;

function serving(child: ChildProcess, endpoint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-lastOutput);
      if (servingLine.test(output)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`etcd on ${endpoint} ended with ${code ?? signal}:\n${output}`)));
  });
}
