/** resourceFieldRef: an amount in units (pkg/api/v1/resource/helpers.go ExtractContainerResourceValue). */
import { milliValue, unitValue, type core } from '../../api';

/** What is not limited is limited by the node. */
export function resourceValue(container: Pick<core.Container, 'resources'> | undefined, { resource, divisor }: core.ResourceFieldSelector, allocatable: Readonly<Record<string, string>> = {}): string {
  const [list = '', name = ''] = resource.split(/\.(.*)/s);
  const asked = container?.resources?.[list as 'limits' | 'requests']?.[name];
  const amount = asked ?? (list === 'limits' ? allocatable[name] : undefined) ?? '0';
  const unit = !divisor || divisor === '0' ? '1' : divisor;
  const value = name === 'cpu' ? milliValue : unitValue;
  const [total, by] = [Number(value(amount)), Number(value(unit)) || 1];
  return String(Math.ceil(total / by));
}
