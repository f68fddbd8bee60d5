/** What is in every simulated container: a small image, and the files that a kubelet writes (pkg/kubelet/kubelet_pods.go ensureHostsFile, network/dns). */
import type { core } from '../../api';
import { programNames } from '../shell/commands';
import { Files } from '../shell/files';
import { hostnameOf } from './fields';

const folders = ['/dev', '/home', '/mnt', '/opt', '/proc', '/root', '/run', '/srv', '/sys', '/tmp', '/usr/bin', '/usr/local/bin', '/var/log', '/var/run'];

export function imageFiles(): Files {
  const files = new Files();
  for (const folder of folders) files.mountFolder(folder, false);
  for (const name of programNames) files.mount(`/bin/${name}`, '', true);
  files.mount('/dev/null', '', false);
  files.mount('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n', false);
  files.mount('/etc/group', 'root:x:0:root\nnogroup:x:65534:\n', false);
  files.mount('/etc/os-release', 'NAME="minikapi simulated container"\nID=minikapi\n', false);
  return files;
}

export function kubeletFiles(files: Files, pod: core.Pod, clusterDns: string | undefined): void {
  files.mount('/etc/hostname', `${hostnameOf(pod)}\n`, false);
  files.mount('/etc/hosts', hosts(pod), false);
  files.mount('/etc/resolv.conf', resolvers(pod, clusterDns), false);
}

function hosts(pod: core.Pod): string {
  const { hostAliases = [], subdomain } = pod.spec;
  const name = hostnameOf(pod);
  const names = subdomain ? `${name}.${subdomain}.${pod.metadata.namespace ?? ''}.svc.cluster.local\t${name}` : name;
  const own = (pod.status.podIPs ?? []).map(({ ip }) => `${ip}\t${names}\n`).join('');
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`).join('');
  return `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${own}${aliases && `\n# Entries added by HostAliases.\n${aliases}`}`;
}

function resolvers({ metadata: { namespace = '' }, spec: { dnsPolicy = 'ClusterFirst', dnsConfig = {}, hostNetwork } }: core.Pod, clusterDns: string | undefined): string {
  const inCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const options = (dnsConfig.options ?? []).map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`));
  const searches = [...(inCluster ? [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'] : []), ...(dnsConfig.searches ?? [])];
  const servers = [...(inCluster && clusterDns ? [clusterDns] : []), ...(dnsConfig.nameservers ?? [])];
  const all = inCluster && !options.some((option) => option.startsWith('ndots')) ? ['ndots:5', ...options] : options;
  return [searches.length ? `search ${searches.join(' ')}\n` : '', ...servers.map((server) => `nameserver ${server}\n`), all.length ? `options ${all.join(' ')}\n` : ''].join('');
}
