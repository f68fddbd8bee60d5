/**
 * CustomResourceDefinitions: there are none, and none can be made yet. kubectl lists them to learn whether a kind that it
 * cannot find a PATCH of (reviews) is a custom one, and gives up where it cannot
 * (k8s.io/cli-runtime pkg/resource/query_param_verifier.go).
 */
import { define } from '../../define';

export const customresourcedefinitions = { ...define('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition'), verbs: ['get', 'list', 'watch'] };
