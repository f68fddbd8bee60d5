/** DynamicResourcesArgs: how long a search may take for a node, and devices to be bound. Searches here end by themselves, and nothing waits for devices. */
import { fieldError } from '../../../api';
import { duration, durationMs, struct } from '../../configuration/reading';
import { declareArgs } from '../../plugin-args';

interface DynamicResourcesArgs {
  readonly filterTimeout: string;
  readonly bindingTimeout?: string;
}

const { invalid } = fieldError;

export const dynamicResourcesArgs = declareArgs<DynamicResourcesArgs>({
  kind: 'DynamicResourcesArgs',
  read: struct('DynamicResourcesArgs', { filterTimeout: duration, bindingTimeout: duration }),
  complete: (given) => ({ filterTimeout: '10s', ...given }),
  faults: ({ filterTimeout, bindingTimeout }, field) => [
    ...((durationMs(filterTimeout) ?? 0) < 0 ? [invalid(`${field}.filterTimeout`, filterTimeout, 'must be zero or positive')] : []),
    ...(bindingTimeout !== undefined && (durationMs(bindingTimeout) ?? 0) < 1000 ? [invalid(`${field}.bindingTimeout`, bindingTimeout, 'must be at least 1 second')] : []),
  ],
});
