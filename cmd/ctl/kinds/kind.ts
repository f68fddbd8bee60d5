/** What the command line knows of a kind of minik8s objects. */
import type { Fields } from '../member';
import type { Minik8s, Ref } from '../minik8s';

export interface Column {
  readonly name: string;
  /** `now`: milliseconds since 1970. */
  cell(object: Fields, now: number): string;
}

/** Rows of cells under a head. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Kind {
  /** As the document spells it. */
  readonly kind: string;
  /** What else people call it, in lower case. */
  readonly names: readonly string[];
  readonly root: '/api/v1' | '/apis/v1';
  readonly plural: string;
  readonly namespaced: boolean;
  /** There is a list of all namespaces. */
  readonly hasGlobalList: boolean;
  /** There is a PUT. */
  readonly hasUpdate: boolean;
  readonly columns: readonly Column[];
  /** What is shown below a list. */
  belowList?(objects: readonly Fields[]): Table;
  /** What is shown below a single object. */
  belowItem?(object: Fields, server: Minik8s): Promise<Table | undefined>;
  /** Texts that people write as numbers in YAML, where JSON is strict; `*` is every element or member. */
  readonly texts: readonly string[];
  /** What the server keeps in another form than it was sent, or to itself. */
  readonly keptOtherwise?: readonly string[];
  /** Fills in what its file leaves to this machine. `folder`: that of the file. Throws UsageError. */
  complete?(object: Fields, folder: string): Fields;
  /** An object of another kind and the same name that is made and deleted with it. */
  readonly companion?: Companion;
}

export interface Companion {
  readonly kind: Kind;
  of(object: Fields, ref: Ref, folder: string): Fields;
}

export const labelTexts: readonly string[] = ['metadata.labels.*', 'metadata.annotations.*'];

/** Of the pod's spec at `path`. */
export const podTexts = (path: string): string[] =>
  ['nodeSelector.*', 'containers.*.env.*.value', 'containers.*.ports.*.containerPort', 'containers.*.ports.*.hostPort'].map((text) => `${path}.${text}`);
