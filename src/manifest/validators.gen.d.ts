// Generated from schemas/ by `npm run gen`; do not edit.
import type { EndpointManifest, PoolMirrorManifest, NotificationChannelManifest } from './written.gen.ts';

/** What does not fit, as ajv says it. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schema: unknown;
  readonly parentSchema: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** True when the value fits; otherwise `errors` says all that does not, until the next call. */
export interface Validator<T> {
  (data: unknown): data is T;
  readonly errors?: readonly SchemaError[] | null;
}

export declare const validateEndpoint: Validator<EndpointManifest>;
export declare const validatePoolMirror: Validator<PoolMirrorManifest>;
export declare const validateNotificationChannel: Validator<NotificationChannelManifest>;
