/**
 * Objects from files, as people have them: YAML with several documents, JSON, Lists, what `kubectl get -o yaml` prints,
 * directories of those, and what kube-scheduler-simulator exports. `-` is standard input.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseAllDocuments, type Document, type Tags } from 'yaml';
import { UsageError } from './flag';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  /** All of it, as it was found. */
  readonly object: Readonly<Record<string, unknown>>;
  /** `cluster.yaml, document 2, item 3`. */
  readonly at: string;
}

type Fields = Readonly<Record<string, unknown>>;

const extensions = ['.yaml', '.yml', '.json'];

/** In the order of the arguments, of the names in a directory, and of a file. Throws UsageError. */
export const readManifests = (paths: readonly string[]): Manifest[] => paths.flatMap(filesOf).flatMap((file) => manifestsOf(read(file), nameOf(file)));

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

function filesOf(path: string): readonly string[] {
  if (path === '-' || !tried(path, () => statSync(path)).isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => extensions.includes(extname(name))).sort().map((name) => join(path, name));
  if (files.length === 0) throw new UsageError(`${path}: no file in this directory ends with ${extensions.join(', ')}`);
  return files;
}

const read = (file: string): string => tried(nameOf(file), () => readFileSync(file === '-' ? 0 : file, 'utf8'));

function tried<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message}`);
  }
}

/** `text` of a file called `name`. Throws UsageError. */
export function manifestsOf(text: string, name: string): Manifest[] {
  const documents = fromJson(text, name) ?? fromYaml(text, name);
  return documents.flatMap((document, i) => manifestsIn(document, documents.length > 1 ? `${name}, document ${i + 1}` : name));
}

/** Undefined: it is YAML, which may begin with a brace too. */
function fromJson(text: string, name: string): unknown[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return [JSON.parse(text) as unknown];
  } catch (error) {
    if (name.endsWith('.json')) throw new UsageError(`${name}: ${(error as Error).message}`);
    return undefined;
  }
}

/** YAML 1.1 as sigs.k8s.io/yaml reads it, except that dates and 1:30 stay text. */
const tags = (all: Tags): Tags =>
  all.filter((tag) => typeof tag === 'string' || !(tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME')));

function fromYaml(text: string, name: string): unknown[] {
  const documents = tried(name, () => parseAllDocuments(text, { version: '1.1', customTags: tags, logLevel: 'error' }));
  return Array.isArray(documents) ? documents.map((document, i) => valueOf(document, `${name}, document ${i + 1}`)) : [];
}

function valueOf(document: Document.Parsed, at: string): unknown {
  const [fault] = document.errors;
  if (fault) throw new UsageError(`${at}: ${fault.message}`);
  return tried(at, () => document.toJS() as unknown);
}

function manifestsIn(value: unknown, at: string): Manifest[] {
  // An empty document, as between two lines of dashes.
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) throw new UsageError(`${at}: expected an object, found ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}`);
  const object = value as Fields;
  if (typeof object.kind === 'string' && object.kind.endsWith('List') && Array.isArray(object.items)) return itemsOf(object, object.items, at);
  if (isExport(object)) return exported(object, at);
  const { apiVersion, kind } = object;
  if (typeof kind !== 'string' || !kind) throw new UsageError(`${at}: no kind`);
  if (typeof apiVersion !== 'string' || !apiVersion) throw new UsageError(`${at}: no apiVersion (kind ${kind})`);
  return [{ apiVersion, kind, object, at }];
}

/** Items of a typed list may leave out what the list says: PodList, v1. */
const itemsOf = ({ apiVersion, kind }: Fields, items: readonly unknown[], at: string): Manifest[] => {
  const common = kind === 'List' ? {} : { apiVersion, kind: String(kind).slice(0, -'List'.length) };
  return items.flatMap((item, i) => manifestsIn(withType(item, common), `${at}, item ${i + 1}`));
};

const withType = (item: unknown, type: Fields): unknown => (typeof item === 'object' && item !== null && !Array.isArray(item) ? { ...type, ...item } : item);

/** kube-scheduler-simulator's export: lists of objects that do not say what they are. */
const exportedTypes: Readonly<Record<string, Fields>> = {
  namespaces: { apiVersion: 'v1', kind: 'Namespace' },
  priorityClasses: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' },
  storageClasses: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
  pvs: { apiVersion: 'v1', kind: 'PersistentVolume' },
  pvcs: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  nodes: { apiVersion: 'v1', kind: 'Node' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
};

const isExport = (object: Fields): boolean => object.kind === undefined && Object.keys(exportedTypes).some((member) => Array.isArray(object[member]));

const exported = (object: Fields, at: string): Manifest[] => Object.entries(exportedTypes).flatMap(([member, type]) => {
  const items = object[member] ?? [];
  if (!Array.isArray(items)) throw new UsageError(`${at}: ${member} is not a list`);
  return items.flatMap((item, i) => manifestsIn(withType(item, type), `${at}, ${member}[${i}]`));
});
