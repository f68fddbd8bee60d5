/** Keeps the APIServices of what is served here. Several servers on one store want the same and come to the same. */
import { ApiError, kinds, type apiregistration, type Clock, type KubeObject, type Resources } from '../../api';
import type { Registry } from '../../registry';
import { local, withAvailability } from './conditions';
import { nextStep, wantedServices } from './registration';

type APIService = apiregistration.APIService;

const writer = { fieldManager: 'kube-apiserver' };

export class Registrar {
  private atStart: ReadonlySet<string> | undefined;
  private readonly settled = new Set<string>();
  private readonly services: Resources<APIService>;

  constructor(private readonly registry: Registry, private readonly clock: Clock) {
    this.services = registry.of(kinds.apiservices);
  }

  /** One look at everything. Whatever is written by it, or by others meanwhile, is reason for another. */
  async round(isLocal: (service: APIService) => boolean): Promise<void> {
    const { items } = await this.services.list();
    this.atStart ??= new Set(items.map(nameOf));
    // Listed after the services: who made one for a definition had seen the definition.
    const { items: custom } = await this.registry.of(kinds.customresourcedefinitions).list();
    const wanted = wantedServices(this.registry.definitions, custom as readonly KubeObject[]);
    const current = new Map(items.map((service) => [nameOf(service), service]));
    await Promise.all([...new Set([...wanted.keys(), ...current.keys()])].map((name) => this.settle(name, wanted.get(name), current.get(name))));
    await Promise.all(items.filter(isLocal).map((service) => this.tellLocal(service)));
  }

  private async settle(name: string, wanted: APIService | undefined, current: APIService | undefined): Promise<void> {
    const step = nextStep(wanted, current, { wasThere: this.atStart?.has(name) ?? false, settled: this.settled.has(name) });
    await unlessOthersDid(async () => {
      if (wanted && step === 'create') await this.services.create(wanted, writer);
      if (wanted && step === 'update') await this.services.update({ name }, (found) => ({ ...found, spec: wanted.spec }), writer);
      if (step === 'delete') await this.services.delete({ name }, { preconditions: { uid: current?.metadata.uid } });
    });
    this.settled.add(name);
  }

  private async tellLocal(service: APIService): Promise<void> {
    const now = this.clock.now();
    if (withAvailability(service, local, now) === service) return;
    await unlessOthersDid(() => this.services.update({ name: nameOf(service) }, (found) => (found.metadata.uid === service.metadata.uid ? withAvailability(found, local, now) : found), { subresource: 'status', ...writer }));
  }
}

const nameOf = ({ metadata }: KubeObject): string => metadata.name ?? '';

/** Another server, or a user, was faster: that shows in the next round. */
export async function unlessOthersDid(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(['AlreadyExists', 'NotFound', 'Conflict'] as const).some((reason) => ApiError.is(error, reason))) throw error;
  }
}
