/** The configuration directory of the Global Scheduler: its files, read, checked and followed. */
export { ConfigError } from './config-error';
export { openConfigDirectory, type ConfigDirectory, type DirectoryOptions } from './directory';
export { nodeSelectorAttribute, type Regions, type Settings } from './files';
export type { ConfigState } from './kept-files';
export type { PolicyState } from './policy';
