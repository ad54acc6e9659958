// Generated from schemas/ by `npm run gen`; do not edit.
/** By kind and by type: the fields that a spec of that type may have. */
export const FIELDS_BY_TYPE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "Endpoint": {
    "Local": [
      "type",
      "root",
      "identity",
      "maxTransfers",
      "timeTolerance",
      "stalledAfter"
    ],
    "Ssh": [
      "type",
      "root",
      "identity",
      "host",
      "user",
      "port",
      "identityFile",
      "knownHostsFile",
      "configFile",
      "shell",
      "rsyncPath",
      "maxTransfers",
      "timeTolerance",
      "stalledAfter"
    ],
    "RsyncDaemon": [
      "type",
      "host",
      "user",
      "port",
      "passwordFile",
      "maxTransfers",
      "timeTolerance",
      "stalledAfter"
    ]
  },
  "PoolMirror": {},
  "NotificationChannel": {
    "Email": [
      "type",
      "smtp",
      "from",
      "to",
      "grace",
      "repeat"
    ],
    "RequestTracker": [
      "type",
      "url",
      "tokenFile",
      "queue",
      "subject",
      "grace",
      "repeat"
    ]
  }
};
