import { formatFieldError } from '../field-error';
import type { KubeObject } from '../object';
import type { CustomResourceSubresourceScale } from '../schema/types/apiextensions.v1';
import { customKinds, type CustomResourceDefinition } from './resource';
import { scaleSpecFaults, scaleStatusFaults } from './scale-rules';

const scale: CustomResourceSubresourceScale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' };

describe('what a scale shows', () => {
  it.each<[object, string[]]>([
    [{}, []],
    [{ spec: { replicas: 3 }, status: { replicas: 0, selector: 'a=b' } }, []],
    [{ spec: null }, []],
    [{ spec: { replicas: -1 } }, ['.spec.replicas: Invalid value: -1: should be a non-negative integer']],
    [{ spec: { replicas: 2147483648 } }, ['.spec.replicas: Invalid value: 2147483648: should be less than or equal to 2147483647']],
    [{ spec: { replicas: '3' } }, ['.spec.replicas: Invalid value: 0: .spec.replicas accessor error: 3 is of the type string, expected int64']],
    [{ spec: { replicas: 1.5 } }, ['.spec.replicas: Invalid value: 0: .spec.replicas accessor error: 1.5 is of the type float64, expected int64']],
    [{ spec: { replicas: null } }, ['.spec.replicas: Invalid value: 0: .spec.replicas accessor error: <nil> is of the type <nil>, expected int64']],
    [{ spec: [1] }, ['.spec.replicas: Invalid value: 0: .spec.replicas accessor error: [1] is of the type []interface {}, expected map[string]interface{}']],
    [{ status: { replicas: true, selector: {} } }, [
      '.status.replicas: Invalid value: 0: .status.replicas accessor error: true is of the type bool, expected int64',
      '.status.selector: Invalid value: "": .status.selector accessor error: map[] is of the type map[string]interface {}, expected string',
    ]],
  ])('%j', (object, faults) => {
    expect([...scaleSpecFaults(scale, object), ...scaleStatusFaults(scale, object)].map(formatFieldError)).toEqual(faults);
  });
});

describe('an object with a scale', () => {
  const definition = customKinds({
    metadata: { name: 'widgets.example.com' }, status: {},
    spec: {
      group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { scale, status: {} }, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  } as unknown as CustomResourceDefinition)?.stored;
  const widget = (more: object, finalizers?: string[]): KubeObject => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', finalizers }, ...more });
  const bad = widget({ spec: { replicas: -1 }, status: { replicas: -1 } });
  const [ofSpec, ofStatus] = ['.spec.replicas: Invalid value: -1: should be a non-negative integer', '.status.replicas: Invalid value: -1: should be a non-negative integer'];

  it('is judged on every way', () => {
    expect(definition?.strategy.validate?.(bad).map(formatFieldError)).toEqual([ofSpec, ofStatus]);
    expect(definition?.strategy.validateUpdate?.(bad, widget({})).map(formatFieldError)).toEqual([ofSpec, ofStatus]);
    const status = definition?.subresources.status;
    expect(status?.type === 'view' && status.validateUpdate?.(bad, widget({})).map(formatFieldError)).toEqual([ofStatus]);
  });

  it('may be written without a status where it shows one', () => {
    const view = definition?.subresources.status;
    if (view?.type !== 'view') throw new Error('no view');
    const old = widget({ status: { replicas: 1 } });
    const written = view.prepareForUpdate?.(widget({ spec: { replicas: 7 } }), old, {} as never);
    expect(written && Object.keys(written)).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(view.validateUpdate?.(written as KubeObject, old)).toEqual([]);
  });

  it('may have any finalizer, and is told of those without a path', () => {
    const warnings = (finalizers: string[], old?: string[]): string[] | undefined => definition?.strategy.warnings?.(widget({}, finalizers), old && widget({}, old));
    expect(definition?.strategy.finalizers).toBe('any');
    expect(warnings(['example.com/mine', 'foregroundDeletion', 'kubernetes'])).toEqual([]);
    expect(warnings(['mine', 'a.example.com'])).toEqual([
      'metadata.finalizers: "a.example.com": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
      'metadata.finalizers: "mine": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
    ]);
    expect(warnings(['mine', 'other'], ['mine'])).toEqual(['metadata.finalizers: "other": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers']);
  });
});
