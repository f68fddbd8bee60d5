/** The conditions of a healthy node, in the words of a kubelet (pkg/kubelet/nodestatus/setters.go). */
type Said = readonly [type: string, status: string, reason: string, message: string];

export const healthyNode: readonly Said[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

/** Of one whose disk is full. */
export const fullNode: readonly Said[] = healthyNode.map((said) => (said[0] === 'DiskPressure' ? ['DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure'] : said));
