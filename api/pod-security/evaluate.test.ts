import type * as core from '../schema/types/core.v1';
import { detailsOf, reasonsOf, subjectOf, violations } from './evaluate';
import { latest, type Level } from './policy';

type Spec = Partial<Omit<core.PodSpec, 'containers'>> & { readonly containers?: readonly Partial<core.Container>[] };

const subject = (spec: Spec, annotations?: Record<string, string>) => subjectOf({ annotations }, { containers: [{ name: 'c' }], ...spec } as core.PodSpec);

const told = (level: Level, version: number, spec: Spec, annotations?: Record<string, string>): string =>
  detailsOf(violations({ level, version }, subject(spec, annotations)));

const container = (securityContext: core.SecurityContext, name = 'c'): Partial<core.Container> => ({ name, securityContext });

/** What is in order, whatever is asked. */
const good: core.SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

describe('baseline', () => {
  it.each<[string, number, Spec, string]>([
    ['nothing is asked of an ordinary pod', latest, {}, ''],
    ['namespaces of the node', 0, { hostNetwork: true, hostPID: true, hostIPC: true }, 'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)'],
    ['paths of the node', 0, { volumes: [{ name: 'a', hostPath: { path: '/' } }, { name: 'b', hostPath: { path: '/' } }, { name: 'c', emptyDir: {} }] }, 'hostPath volumes (volumes "a", "b")'],
    ['ports of the node', 0, { containers: [{ name: 'a', ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 443 }] }] }, 'hostPort (container "a" uses hostPorts 443, 80)'],
    ['ports of several containers', 0, { containers: ['a', 'b'].map((name) => ({ name, ports: [{ containerPort: 1, hostPort: 80 }] })) }, 'hostPort (containers "a", "b" use hostPort 80)'],
    ['hosts of probes', 34, { containers: [{ name: 'a', livenessProbe: { httpGet: { port: 1, host: 'x' } }, lifecycle: { preStop: { tcpSocket: { port: 1, host: 'y' } } } }] },
      'probe or lifecycle host (container "a" uses probe or lifecycle hosts "x", "y")'],
    ['… which earlier versions let be', 33, { containers: [{ name: 'a', livenessProbe: { httpGet: { port: 1, host: 'x' } } }] }, ''],
    ['all of the node’s rights', 0, { initContainers: [{ name: 'i', securityContext: { privileged: true } } as core.Container], containers: [container({ privileged: true })] },
      'privileged (containers "i", "c" must not set securityContext.privileged=true)'],
    ['debuggers are containers', 0, { ephemeralContainers: [{ name: 'debug', securityContext: { privileged: true } } as core.EphemeralContainer] },
      'privileged (container "debug" must not set securityContext.privileged=true)'],
    ['added capabilities', 0, { containers: [container({ capabilities: { add: ['SYS_ADMIN', 'CHOWN', 'NET_RAW'] } })] },
      'non-default capabilities (container "c" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)'],
    ['an unmasked /proc', 0, { containers: [container({ procMount: 'Unmasked' })], hostUsers: false }, 'procMount (container "c" must not set securityContext.procMount to "Unmasked")'],
    ['… in a user namespace', 35, { containers: [container({ procMount: 'Unmasked' })], hostUsers: false }, ''],
    ['… outside of one', latest, { containers: [container({ procMount: 'Unmasked' })] }, 'procMount (container "c" must not set securityContext.procMount to "Unmasked")'],
    ['SELinux', 0, { securityContext: { seLinuxOptions: { type: 'bar', user: 'u' } }, containers: [container({ seLinuxOptions: { type: 'foo', role: 'r' } })] },
      'seLinuxOptions (pod and container "c" set forbidden securityContext.seLinuxOptions: types "bar", "foo"; user may not be set; role may not be set)'],
    ['an SELinux type of 1.31', 30, { securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }, 'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")'],
    ['… in 1.31', 31, { securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }, ''],
    ['unfiltered system calls', 19, { securityContext: { seccompProfile: { type: 'Unconfined' } } }, 'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")'],
    ['no AppArmor', 0, { securityContext: { appArmorProfile: { type: 'Unconfined' } }, containers: [container({ appArmorProfile: { type: 'Unconfined' } })] },
      'forbidden AppArmor profile (pod and container "c" must not set AppArmor profile type to "Unconfined")'],
    ['sysctls', 0, { securityContext: { sysctls: [{ name: 'a', value: '1' }, { name: 'net.ipv4.tcp_rmem', value: '1' }] } }, 'forbidden sysctls (a, net.ipv4.tcp_rmem)'],
    ['… that became safe', 32, { securityContext: { sysctls: [{ name: 'a', value: '1' }, { name: 'net.ipv4.tcp_rmem', value: '1' }] } }, 'forbidden sysctls (a)'],
    ['processes of a Windows node', 0, { securityContext: { windowsOptions: { hostProcess: true } }, containers: [container({ windowsOptions: { hostProcess: true } })] },
      'hostProcess (pod and container "c" must not set securityContext.windowsOptions.hostProcess=true)'],
    ['several at once, by the names of the checks', latest, { hostPID: true, containers: [container({ privileged: true })] },
      'host namespaces (hostPID=true), privileged (container "c" must not set securityContext.privileged=true)'],
  ])('%s (%d)', (_, version, spec, expected) => {
    expect(told('baseline', version, spec)).toBe(expected);
  });

  it('reads the annotations that came before the fields', () => {
    const appArmor = { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined', 'container.apparmor.security.beta.kubernetes.io/d': 'localhost/x' };
    expect(told('baseline', latest, {}, appArmor))
      .toBe('forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/c="unconfined"")');
    const seccomp = { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined', 'container.seccomp.security.alpha.kubernetes.io/c': 'docker/default' };
    expect(told('baseline', 18, {}, seccomp)).toBe('seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")');
    expect(told('baseline', 19, {}, seccomp)).toBe('');
  });
});

describe('restricted', () => {
  it.each<[string, number, Spec, string]>([
    ['nothing is wrong with a pod that gives up everything', latest, { containers: [container(good)] }, ''],
    ['an ordinary pod', latest, {}, [
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"])',
      'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
      'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ].join(', ')],
    ['an ordinary pod, long ago', 0, {}, 'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)'],
    ['an ordinary pod of Windows', 24, { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }, [
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)',
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"])',
      'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ].join(', ')],
    ['… which it need not say since 1.25', 25, { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }, ''],
    ['a capability beyond the one', latest, { containers: [container({ ...good, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } })] },
      'unrestricted capabilities (container "c" must not include "CHOWN" in securityContext.capabilities.add)'],
    ['capabilities are told once', latest, { containers: [container({ ...good, capabilities: { add: ['SYS_ADMIN'] } })] },
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]; container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)'],
    ['volumes', latest, { containers: [container(good)], volumes: [{ name: 'a', hostPath: { path: '/' } }, { name: 'b', nfs: { server: 's', path: '/' } }, { name: 'c', image: {} }] },
      'restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs")'],
    ['a volume', 0, { containers: [container(good)], volumes: [{ name: 'a', hostPath: { path: '/' } }] }, 'restricted volume types (volume "a" uses restricted volume type "hostPath")'],
    ['root, and said so', latest, { securityContext: { runAsNonRoot: false, runAsUser: 0 }, containers: [container({ ...good, runAsNonRoot: false }), container(good, 'd')] },
      'runAsNonRoot != true (pod and container "c" must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)'],
    ['root in a user namespace, before 1.35', 34, { hostUsers: false, containers: [container({ ...good, runAsNonRoot: undefined, runAsUser: 0 })] },
      'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), runAsUser=0 (container "c" must not set runAsUser=0)'],
    ['root in a user namespace', 35, { hostUsers: false, containers: [container({ ...good, runAsNonRoot: undefined, runAsUser: 0 })] }, ''],
    ['an unmasked /proc, even in a user namespace', latest, { hostUsers: false, containers: [container({ ...good, procMount: 'Unmasked' })] },
      'procMount (container "c" must not set securityContext.procMount to "Unmasked")'],
    ['what the pod says holds for containers that say nothing', latest,
      { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } }, containers: [container({ ...good, runAsNonRoot: undefined, seccompProfile: undefined })] }, ''],
    ['unfiltered system calls', latest, { containers: [container({ ...good, seccompProfile: { type: 'Unconfined' } })] },
      'seccompProfile (container "c" must not set securityContext.seccompProfile.type to "Unconfined")'],
    ['what baseline asks comes first', latest, { hostPID: true, containers: [container({ ...good, runAsUser: 0 })] }, 'host namespaces (hostPID=true), runAsUser=0 (container "c" must not set runAsUser=0)'],
  ])('%s (%d)', (_, version, spec, expected) => {
    expect(told('restricted', version, spec)).toBe(expected);
  });

  it('is told shortly for many pods', () => {
    expect(reasonsOf(violations({ level: 'restricted', version: latest }, subject({ hostPID: true, containers: [container({ ...good, runAsUser: 0 })] })))).toBe('host namespaces, runAsUser=0');
  });
});

it('a version that is not known yet is the newest that is', () => {
  const spec = { hostUsers: false, containers: [container({ procMount: 'Unmasked' })] };
  expect(told('restricted', 99, spec)).toBe(told('restricted', latest, spec));
  expect(told('privileged', latest, { hostPID: true })).toBe('');
});
