/** The Kubernetes release whose API is served (the facts' release), for clients that look at `/version`. */
import type { VersionInfo } from './dialect';

export const defaultVersion: VersionInfo = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3+minikapi',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: `node${process.versions.node}`,
  compiler: 'v8',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
};
