// The spec with which real editors are tried: a misspelled setting, and a backend that an included file uses.

export const SPEC = `gw 1

gateway shop { regin eu-west-1 }

lambda orders
GET /orders/<id> -> orders open timeout 10s
include "more.gw"
`;
export const FRAGMENT = 'POST /orders -> orders open\n';

/** With the quick fix. */
export const WHOLE = SPEC.replace('regin', 'region');

/** With the backend renamed to `baskets`. */
export const RENAMED = WHOLE.replace('lambda orders', 'lambda baskets').replace('-> orders', '-> baskets');
export const RENAMED_FRAGMENT = FRAGMENT.replace('-> orders', '-> baskets');
