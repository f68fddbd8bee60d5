/** Hpa: the document's autoscalers. */
import { kinds, type autoscalingV2 } from '../../../../api';
import { replaceHpa, reportHpa, storedHpa, writtenHpa } from '../mapping/hpa';
import { duration, integer, number, struct, text, type Of } from '../shape';
import { header, labelSelector, metadata } from './common';
import { entity } from './entity';

const status = struct({ currentReplicas: integer, curCPUPercent: number, curMemPercent: number });
export type HpaStatus = Of<typeof status>;

const spec = struct({
  minReplicas: integer, maxReplicas: integer, adjustInterval: duration, workload: struct({ apiVersion: text, kind: text, metadata }), selector: labelSelector,
  metrics: struct({ cpuPercent: number, memPercent: number }),
});

const shape = struct({ ...header, spec, status });
export type Hpa = Of<typeof shape>;

export const hpa = entity<autoscalingV2.HorizontalPodAutoscaler, Hpa, HpaStatus>({
  kind: 'Hpa', definition: kinds.horizontalpodautoscalers, shape, statusShape: status,
  texts: {
    unparsable: 'AddHPA', nameEmpty: 'AddHPA: name is empty', exists: 'AddHPA: already exists', missing: 'GetHPA: not found',
    created: 'AddHPA: success', updated: 'UpdateHPA: success', reported: 'UpdateHPAStatus: success',
  },
  toStored: storedHpa, fromStored: writtenHpa, replace: replaceHpa, report: reportHpa,
});
