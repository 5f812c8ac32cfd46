import { deepStrictEqual, strictEqual } from 'node:assert';
import { test } from 'node:test';
import { routeAt, samplePath } from '../src/route';

const SPEC = `gw 1
gateway g { region eu-west-1 }
/api/<proxy+> -> apprunner svc private
GET,HEAD /a/<id> -> svc { # {
  auth users
}
group /admin auth users {
  GET /users -> svc
  group /deep/<tenant> {
    POST / -> svc {
      request set header x "}"
    }
    /<rest*> -> svc
  }
  group /one { PUT /line -> svc }
  DELETE /users/<id> -> svc
}
$default -> svc
expect GET /admin/users -> svc
`.split('\n');

const at = (text: string) => routeAt(SPEC, SPEC.findIndex((line) => line.includes(text)));

test('a route says its methods and path', () => {
  deepStrictEqual(at('/api/'), { methods: [], path: '/api/<proxy+>' });
  deepStrictEqual(at('GET,HEAD'), { methods: ['GET', 'HEAD'], path: '/a/<id>' });
  deepStrictEqual(at('$default'), { methods: [], path: '$default' });
});

test('a line of a block belongs to the route around it', () => {
  deepStrictEqual(at('  auth users'), { methods: ['GET', 'HEAD'], path: '/a/<id>' });
  deepStrictEqual(at('request set'), { methods: ['POST'], path: '/admin/deep/<tenant>' });
});

test('groups prefix their routes, closed ones do not', () => {
  deepStrictEqual(at('GET /users'), { methods: ['GET'], path: '/admin/users' });
  deepStrictEqual(at('<rest*>'), { methods: [], path: '/admin/deep/<tenant>/<rest*>' });
  deepStrictEqual(at('/one'), { methods: ['PUT'], path: '/admin/one/line' });
  deepStrictEqual(at('DELETE'), { methods: ['DELETE'], path: '/admin/users/<id>' });
});

test('an expectation is a request already', () => {
  deepStrictEqual(at('expect'), { methods: ['GET'], path: '/admin/users' });
});

test('elsewhere there is no route', () => {
  strictEqual(at('gateway'), undefined);
  strictEqual(at('gw 1'), undefined);
  strictEqual(at('group /admin'), undefined);
});

test('a sample path fills the variables in', () => {
  strictEqual(samplePath('/a/<id>/<rest+>'), '/a/id/rest');
  strictEqual(samplePath('/'), '/');
  strictEqual(samplePath('$default'), '/');
});
