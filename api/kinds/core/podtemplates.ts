/** PodTemplates (kubernetes pkg/registry/core/podtemplate). */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { column, formatLabels, nameColumn } from '../columns';
import { containerColumns } from '../workload';
import { defaultPodTemplate } from './pod-template/default';
import { validatePodTemplate } from './pod-template/validate';
import { templateWarnings } from './pod-template/warnings';

export const podtemplates = define<core.PodTemplate>('', 'v1', 'PodTemplate', {
  strategy: {
    default: ({ template }) => defaultPodTemplate(template),
    validate: ({ template }) => validatePodTemplate(template, 'template'),
    warnings: ({ template }) => templateWarnings(template, 'template'),
  },
  columns: [
    nameColumn(),
    ...containerColumns<core.PodTemplate>(({ template }) => template?.spec?.containers).map((each) => ({ ...each, priority: 0 as const })),
    column('Pod Labels', 'Labels of the pods to be.', ({ template }) => formatLabels(template?.metadata?.labels)),
  ],
});
