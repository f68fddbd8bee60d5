/** Registries of a test, over memory, with objects that nobody may change; closed when it ends. */
import { seededRandom, silentLogger, SteppedClock, type KubeObject } from '../../api';
import { openRegistry, openStorage, type Registry } from '../../registry';

const opened: Registry[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((registry) => registry.close()));
});

export async function openEmpty(): Promise<Registry> {
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  opened.push(registry);
  return registry;
}

/** `rest` may bring further metadata. */
export const object = (apiVersion: string, kind: string, name: string, rest: object = {}): KubeObject =>
  ({ apiVersion, kind, ...rest, metadata: { name, ...(rest as Partial<KubeObject>).metadata } });
