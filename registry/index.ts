/** The door of `registry/`: how the truth is kept. */
export { anonymous, type Admission, type Attempt } from './admission';
export { pluginFault, type PluginChoice } from './admission/plugins';
export { textOf, textWithoutOwners } from './encoding';
export { openDocuments } from './documents/engine';
export { holdsDocuments } from './documents/holds';
export { fill } from './fill';
export { takeBaseline, type Baseline } from './baseline';
export type { DocumentChange, Documents, DocumentsOptions, Fresh, Index, LiveDocument, LiveSink, LiveSource, OpenDocuments, Shelf } from './documents/documents';
export { openRegistry, type RegistryOptions } from './registry';
export type { Entry, Frame, Page, Registry, ResourceStore } from './resource-store';
export { startCompactor, type Compactor } from './storage/compactor';
export { openStorage } from './storage/open';
export { StorageUnavailable, ValueTooLarge, type KV } from './storage/kv';
export { checkAcceptable, type RuleContext } from './writes/acceptable';
