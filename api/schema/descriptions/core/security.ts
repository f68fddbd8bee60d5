/** Descriptions of what containers may do on their node. */
import type { Descriptions, FieldDescriptions } from '../shape';

const both = (): FieldDescriptions => ({
  runAsUser: 'User (UID) of the program; that of the image when left out.',
  runAsGroup: 'Group (GID) of the program; that of the runtime when left out.',
  runAsNonRoot: 'True: a container that would run as root is not started.',
  seLinuxOptions: 'SELinux context; one is chosen when left out.',
  windowsOptions: 'Settings for Windows.',
  seccompProfile: 'System calls that are allowed.',
  appArmorProfile: 'AppArmor profile.',
});

const profile = (what: string): FieldDescriptions => ({
  type: 'RuntimeDefault, Unconfined, or Localhost for one of the node\'s own.',
  localhostProfile: `${what}, with type Localhost only.`,
});

export const security: Descriptions = () => ({
  SecurityContext: ['User and privileges of one container. What is set here wins over the pod.', {
    ...both(),
    capabilities: 'Capabilities of Linux to add or drop.',
    privileged: 'True: the container can do what root on the node can.',
    readOnlyRootFilesystem: 'True: its root file system cannot be written.',
    allowPrivilegeEscalation: 'False: a program cannot gain more rights than the one that started it (no_new_privs).',
    procMount: 'Default hides parts of /proc, Unmasked shows all of it.',
  }],
  PodSecurityContext: ['User, groups and privileges of all containers of a pod. What a container sets wins.', {
    ...both(),
    supplementalGroups: 'Further groups of the programs.',
    supplementalGroupsPolicy: 'Merge (default) adds the groups that the image gives its user, Strict does not.',
    fsGroup: 'Group that owns the files of volumes, where the volume can be changed so.',
    fsGroupChangePolicy: 'When the owner of files is changed: Always, or OnRootMismatch when the root directory shows that it is needed.',
    sysctls: 'Kernel settings in the namespaces of the pod.',
    seLinuxChangePolicy: 'How volumes get the SELinux label: MountOption at once, Recursive file by file.',
  }],
  Capabilities: ['Capabilities of Linux beside the usual ones.', { add: 'To be added, such as NET_ADMIN.', drop: 'To be taken away; ALL for all.' }],
  SELinuxOptions: ['The parts of an SELinux label.', { user: 'User.', role: 'Role.', type: 'Type.', level: 'Level.' }],
  SeccompProfile: ['Which system calls are allowed.', profile('Path of the profile below the kubelet\'s seccomp directory')],
  AppArmorProfile: ['What AppArmor allows.', profile('Name of a profile that is loaded on the node')],
  WindowsSecurityContextOptions: ['Settings for containers on Windows.', {
    gmsaCredentialSpecName: 'Name of the group account\'s credential spec.', gmsaCredentialSpec: 'The credential spec itself. Filled in by a webhook.',
    runAsUserName: 'User of the program; that of the image when left out.', hostProcess: 'Runs on the host itself; all containers of a pod or none.',
  }],
  Sysctl: ['A kernel setting.', { name: 'Name, such as net.core.somaxconn.', value: 'Value.' }],
});
