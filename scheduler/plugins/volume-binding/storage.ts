/** What the cluster says of claims, volumes and classes, and what was decided here and is not yet written (upstream's AssumeCache). */
import { formatKey, keyOf, kinds, volumeRules, type core, type ObjectKey, type storage } from '../../../api';
import type { Lister, PluginIngredients } from '../../framework';

const { annotations, classOf } = volumeRules;

export type Claim = core.PersistentVolumeClaim;
export type Volume = core.PersistentVolume;

/** What becomes of a pod's open claims on one node. */
export interface Plan {
  readonly bindings: readonly { readonly claim: Claim; readonly volume: Volume }[];
  /** Claims for which a volume is to be made there. */
  readonly provisions: readonly Claim[];
}

const byClass = 'unclaimed, by class, for the scheduler';
const capacityByClass = 'by class, for the scheduler';
const byClaim = 'by claim, for the scheduler';

const uidOf = ({ metadata }: Claim): string => metadata.uid ?? '';
const nameOf = ({ metadata }: Volume): string => metadata.name ?? '';

export class Storage {
  private readonly claims: Lister<Claim>;
  private readonly volumes: Lister<Volume>;
  private readonly classes: Lister<storage.StorageClass>;
  private readonly drivers: Lister<storage.CSIDriver>;
  private readonly capacities: Lister<storage.CSIStorageCapacity>;
  /** Names of volumes and the uids of the claims that shall have them. */
  private readonly promised = new Map<string, string>();
  /** Uids of claims and the nodes where they shall have a volume made. */
  private readonly selected = new Map<string, string>();

  constructor(informers: PluginIngredients['informers']) {
    const volumes = informers.of<Volume>(kinds.persistentvolumes);
    volumes.addIndex(byClass, (volume) => (volume.spec.claimRef ? [] : [classOf(volume)]));
    volumes.addIndex(byClaim, ({ spec: { claimRef } }) => (claimRef ? [formatKey({ namespace: claimRef.namespace, name: claimRef.name ?? '' })] : []));
    this.volumes = volumes.lister;
    this.claims = informers.of<Claim>(kinds.persistentvolumeclaims).lister;
    this.classes = informers.of<storage.StorageClass>(kinds.storageclasses).lister;
    this.drivers = informers.of<storage.CSIDriver>(kinds.csidrivers).lister;
    const capacities = informers.of<storage.CSIStorageCapacity>(kinds.csistoragecapacities);
    capacities.addIndex(capacityByClass, ({ storageClassName }) => [storageClassName]);
    this.capacities = capacities.lister;
  }

  claim(key: ObjectKey): Claim | undefined {
    return this.claims.get(key);
  }

  volume(name: string): Volume | undefined {
    return this.volumes.get({ name });
  }

  classOf(claim: Claim): storage.StorageClass | undefined {
    return this.classes.get({ name: classOf(claim) });
  }

  /** Volumes that the claim could take and that are promised to no other. */
  candidates(claim: Claim): readonly Volume[] {
    const found = [...this.volumes.byIndex(byClaim, formatKey(keyOf(claim))), ...this.volumes.byIndex(byClass, classOf(claim))];
    return found.filter((volume) => (this.promised.get(nameOf(volume)) ?? uidOf(claim)) === uidOf(claim));
  }

  /** What is left in each place for volumes of a class; undefined: its driver does not tell (KEP-1472). */
  capacitiesFor({ metadata: { name = '' }, provisioner }: storage.StorageClass): readonly storage.CSIStorageCapacity[] | undefined {
    return this.drivers.get({ name: provisioner })?.spec.storageCapacity ? this.capacities.byIndex(capacityByClass, name) : undefined;
  }

  /** Where the claim shall have its volume, if that is decided. */
  nodeOf(claim: Claim): string | undefined {
    return claim.metadata.annotations?.[annotations.selectedNode] ?? this.selected.get(uidOf(claim));
  }

  assume({ bindings, provisions }: Plan, node: string): void {
    for (const { volume, claim } of bindings) this.promised.set(nameOf(volume), uidOf(claim));
    for (const claim of provisions) this.selected.set(uidOf(claim), node);
  }

  /** It has been written, or shall not be. */
  forget({ bindings, provisions }: Plan): void {
    for (const { volume } of bindings) this.promised.delete(nameOf(volume));
    for (const claim of provisions) this.selected.delete(uidOf(claim));
  }
}
