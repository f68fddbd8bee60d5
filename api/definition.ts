/**
 * One kind, declared once. Registry, client, routes, discovery, OpenAPI, Table and patching all read this.
 *
 * What the facts already say (names, scope, verbs, fields, defaults by marker, merge keys) is not repeated: a kind's
 * file gives `define()` only what is no fact. See docs/adding.md.
 */
import type { FieldSet } from './apply/field-set';
import type { FieldError } from './field-error';
import type { KubeObject, ObjectKey } from './object';
import type { Random } from './random';
import type { Client, DeleteOptions, Resources, UserInfo } from './resources';
import type { Schema } from './schema';
import type { TokenAuthority } from './token-authority';

export type Scope = 'Namespaced' | 'Cluster';

export interface ResourceNames {
  readonly plural: string;
  readonly singular: string;
  readonly short: readonly string[];
  readonly categories: readonly string[];
}

/** Declared as methods, so that a definition of pods is also a definition of objects (methods are compared both ways). */
type FieldReader<T> = { read(object: T): string }['read'];
type GenerationRule<T> = { changed(object: T, old: T): boolean }['changed'];

export interface ResourceDefinition<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly scope: Scope;
  readonly names: ResourceNames;
  /** Verbs of discovery: create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs: readonly string[];
  readonly schema: Schema<T>;
  readonly strategy: Strategy<T>;
  readonly subresources: Readonly<Record<string, Subresource<T>>>;
  /** Where and how objects are kept, for kinds that are not built in. */
  readonly storage?: CustomStorage;
  /** Field selectors beside metadata.name and metadata.namespace; a missing value is ''. */
  readonly fields: Readonly<Record<string, FieldReader<T>>>;
  /** Those of `fields` by which lists are found without a look at every object. */
  readonly indexed?: readonly string[];
  /** Labels by which lists are found so too, where a selector names a value. */
  readonly indexedLabels?: readonly string[];
  /** Columns of `kubectl get`. */
  readonly columns: readonly Column<T>[];
  /** Objects of this kind are questions: a create is answered with this, and nothing is stored (reviews). Must not change `object`. */
  answer?(object: T, user: UserInfo, context: CallContext): T | Promise<T>;
  /** Objects of this kind are stored nowhere: these are found out whenever somebody asks, and can only be read. */
  observe?(state: ClusterState): Promise<readonly T[]>;
  /** What every answer says in a `Warning` header: this version is going away. */
  readonly deprecation?: string;
  /** Conditions of a table row (upstream marks rows of finished pods `Completed`). */
  rowConditions?(object: T): readonly { type: string; status: string; reason: string; message: string }[];
}

export interface CustomStorage {
  /** `example.com/widgets`: nobody's plural can collide with a built-in one. */
  readonly prefix: string;
  /** apiVersions in which objects may have been stored. */
  readonly readsVersions: readonly string[];
}

/**
 * Another version (or group) in which stored objects of a kind are served: `autoscaling/v1` beside `autoscaling/v2`.
 * Rules, validation and storage are those of the hub; both functions are pure, keep metadata, and lose nothing.
 */
export interface Conversion<T extends KubeObject, S extends KubeObject = KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly hub: ResourceDefinition<S>;
  fromHub(stored: S): T;
  toHub(object: T): S;
  /** The hub's rules that this version has otherwise; they judge what is written through it. Undefined: it has no such rule. */
  readonly rules?: Partial<Pick<Strategy<S>, 'validate' | 'prepareForCreate' | 'prepareForUpdate'>>;
  /** Field selectors of this version by the hub's names, where they differ. */
  readonly fieldNames?: Readonly<Record<string, string>>;
}

/** What can be known of a cluster by those who look at it as a whole. */
export interface ClusterState {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly client: Client;
  /** Whether this process runs the component of that name (`kube-scheduler`). */
  runs(component: string): boolean;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
}

/** What a strategy may know beside the object. */
export interface StrategyContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly random: Random;
  /** Who asks for the write. */
  readonly user?: UserInfo;
}

/** What of a cluster can be reached by those whose work goes beyond one object. The registry is one. */
export interface ClusterAccess extends Client {
  readonly tokens: TokenAuthority;
}

/** What a question, a procedure or a connection may use beside what it was asked. */
export interface CallContext extends StrategyContext {
  readonly cluster: ClusterAccess;
}

/**
 * The rules of one kind, after upstream's RESTCreateStrategy and RESTUpdateStrategy (k8s.io/apiserver
 * pkg/registry/rest). `object` is the pipeline's own copy and is changed in place; `old` never is.
 * All members but the name rule are optional; the pipeline does what every kind shares (system fields, metadata
 * validation, structure from the facts, generation, resourceVersion).
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** Rule for metadata.name; default `subdomain` (DNS-1123). Returns the fault's text for a bad name. */
  readonly nameRule?: 'subdomain' | 'label' | 'label1035' | 'path' | ((name: string) => string | undefined);
  /** Finalizers need no path; absent: one that is not standard has to have one. */
  readonly finalizers?: 'any';
  /** Defaulting that no marker says; runs on every decode: create, update, patch. Idempotent. */
  default?(object: T): void;
  /** Clears what a client may not set; sets what the server sets. By default `status` is emptied on create and kept on update. */
  prepareForCreate?(object: T, context: StrategyContext): void;
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  /**
   * Faults beyond structure. Structure (types, required, enums) has been checked before. `old`: the stored state, when it is an
   * update, for rules that came late and let be what is stored already.
   */
  validate?(object: T, old?: T): FieldError[];
  validateUpdate?(object: T, old: T): FieldError[];
  /** Normalises after validation. */
  canonicalize?(object: T): void;
  /** Texts for `Warning: 299` headers. */
  warnings?(object: T, old: T | undefined): string[];
  /** Whether metadata.generation counts this change; default: anything outside metadata and status differs. False: the kind has no generation. */
  readonly generation?: GenerationRule<T> | false;
  /** Seconds of grace a delete gets (0: at once) given what was asked for; absent: the kind has no graceful deletion. */
  gracePeriod?(object: T, options: DeleteOptions): number;
  /** Something beside metadata.finalizers that holds a deleted object (a namespace's spec.finalizers). */
  holdsDeletion?(object: T): boolean;
  /** Marks the object when its deletion begins (a namespace's phase Terminating). */
  beginDeletion?(object: T): void;
  /** PUT of a name that does not exist creates it. Default false. */
  readonly createOnUpdate?: boolean;
  /** PUT without resourceVersion is allowed. Default true (as for most built-in kinds). */
  readonly unconditionalUpdate?: boolean;
  /** Propagation for a delete that does not say; default Background. */
  readonly defaultPropagation?: 'Background' | 'Orphan';
  /** Seconds after which the object expires by itself, counted from its last write (Events). */
  readonly ttlSeconds?: number;
}

/** The same object seen through another strategy: /status, /finalize, /ephemeralcontainers. GET, PUT, PATCH. */
export interface View<T extends KubeObject> {
  readonly type: 'view';
  /** Verbs of discovery, where there are fewer. */
  readonly verbs?: readonly string[];
  /**
   * Gets the client's object and the stored one; returns the object to store: everything the view does not own comes
   * from `old`. `/status` is `statusView()`.
   */
  prepareForUpdate(object: T, old: T, context: StrategyContext): T;
  validateUpdate?(object: T, old: T): FieldError[];
  /** Fields that it leaves alone, whatever was sent, and that nobody owns by it; default: the spec through /status. */
  readonly reset?: FieldSet;
  /** Whether a change through this view counts as a new metadata.generation; default: none does. */
  generation?(object: T, old: T): boolean;
}

/** Another kind computed from the object and written back into it: /scale. GET, PUT, PATCH. */
export interface Projection<T extends KubeObject, P extends KubeObject = KubeObject> {
  readonly type: 'projection';
  readonly schema: Schema<P>;
  read(object: T): P;
  validate?(projected: P): FieldError[];
  /** A new object with the projection's change in it. */
  write(object: T, projected: P): T;
  /** Of `kubectl get --subresource`. Default: Name, Created At. */
  readonly columns?: readonly Column<P>[];
  /** Where the object has the replicas that a scale shows, as steps of managedFields; default `spec.replicas`. */
  readonly replicasPath?: readonly string[];
}

/** One named change: /binding. POST. */
export interface Action<T extends KubeObject, B extends KubeObject = KubeObject> {
  readonly type: 'action';
  readonly schema: Schema<B>;
  validate?(body: B): FieldError[];
  /** Returns the changed object. Throws ApiError to refuse. Must not change `object`. */
  apply(object: T, body: B, context?: StrategyContext): T;
}

/** Work that starts at one object and may need others: /eviction, /token. POST. */
export interface Procedure<T extends KubeObject, B extends KubeObject = KubeObject> {
  readonly type: 'procedure';
  readonly schema: Schema<B>;
  /** apiVersions that a body may come in; all have one shape. */
  readonly versions: readonly string[];
  /** Does it. Resolves with the answer; without one it is a Status of success. Throws ApiError to refuse. */
  run(call: ProcedureCall<T, B>): Promise<KubeObject | undefined>;
}

export interface ProcedureCall<T extends KubeObject, B extends KubeObject> extends CallContext {
  readonly key: ObjectKey;
  readonly body: B;
  /** The resource that the subresource belongs to. */
  readonly own: Resources<T>;
  readonly dryRun: boolean;
  /** Receives texts for `Warning: 299` headers. */
  readonly warn?: (text: string) => void;
}

/**
 * A way to where an object runs: /log, /exec, /proxy (k8s.io/apiserver pkg/registry/rest Connecter). It says which node
 * answers; how the node is reached is no matter of the kind.
 */
export interface Connection<T extends KubeObject, O extends object = object> {
  readonly type: 'connection';
  readonly verbs: readonly string[];
  /** What discovery calls it. */
  readonly schema: Schema<object>;
  /** What the query is read as. */
  readonly options: Schema<O>;
  /** `request`: any, with a name like `https:web:443` and a path behind it; `stream`: one that is upgraded; `text`: an answer that may go on. */
  readonly carries: 'request' | 'stream' | 'text';
  validate?(options: O): FieldError[];
  /** Where it leads; nowhere when there is nothing to be had yet. Throws ApiError to refuse. */
  locate(object: T, options: O, asked: ConnectionRequest): Promise<Destination | undefined> | Destination | undefined;
}

export interface ConnectionRequest extends CallContext {
  /** Of the name `https:web:443`: '' where it has none. */
  readonly scheme: string;
  readonly port: string;
}

/** Where a connection leads. */
export interface Destination {
  readonly node: string;
  readonly pod?: ObjectKey;
  readonly container?: string;
  /** `10.0.0.1:80`, for what goes to a port. */
  readonly address?: string;
}

/** Subresources of any body: their own code knows which, everybody else goes through their schema. */
export type Subresource<T extends KubeObject> = View<T> | Projection<T> | Action<T> | Procedure<T> | Connection<T>;

export interface Column<T extends KubeObject = KubeObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description: string;
  /** 0: always shown; more: only with `-o wide`. */
  readonly priority: number;
  /** Set when the cell changes with time alone (Age): such cells are not cached. */
  readonly ages?: boolean;
  /** The cell; `now` in milliseconds since the epoch. */
  value(object: T, now: number): string | number | boolean | null;
}
