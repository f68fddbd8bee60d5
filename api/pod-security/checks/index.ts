/** Every check of Kubernetes 1.36. */
import { allowPrivilegeEscalation } from './allow-privilege-escalation';
import { appArmorProfile } from './app-armor-profile';
import { capabilitiesBaseline, capabilitiesRestricted } from './capabilities';
import { hostNamespaces, hostPathVolumes, hostPorts, hostProbes, windowsHostProcess } from './host';
import { privileged } from './privileged';
import { procMountBaseline, procMountRestricted } from './proc-mount';
import { restrictedVolumes } from './restricted-volumes';
import { runAsNonRoot, runAsUser } from './run-as';
import { seLinuxOptions } from './se-linux-options';
import { seccompProfileBaseline, seccompProfileRestricted } from './seccomp-profile';
import { sysctls } from './sysctls';

export const checks = [
  allowPrivilegeEscalation, appArmorProfile, capabilitiesBaseline, capabilitiesRestricted, hostNamespaces, hostPathVolumes, hostPorts, hostProbes, privileged,
  procMountBaseline, procMountRestricted, restrictedVolumes, runAsNonRoot, runAsUser, seLinuxOptions, seccompProfileBaseline, seccompProfileRestricted, sysctls,
  windowsHostProcess,
];
