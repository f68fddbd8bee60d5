/** Settings of the kernel that touch nobody else (policy/check_sysctls.go). */
import type { Check, CheckPod } from '../check';

const safe0 = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'];
const safe27 = [...safe0, 'net.ipv4.ip_local_reserved_ports'];
const safe29 = [...safe27, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'];
const safe32 = [...safe29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

const sysctlsCheck = (safe: readonly string[]): CheckPod => ({ spec }) => {
  const unsafe = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safe.includes(name));
  return unsafe.length ? { reason: 'forbidden sysctls', detail: unsafe.join(', ') } : undefined;
};

export const sysctls: Check = {
  id: 'sysctls', level: 'baseline',
  versions: [
    { since: 0, check: sysctlsCheck(safe0) }, { since: 27, check: sysctlsCheck(safe27) },
    { since: 29, check: sysctlsCheck(safe29) }, { since: 32, check: sysctlsCheck(safe32) },
  ],
};
