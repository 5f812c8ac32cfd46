// Boils the TypeScript bindings of Terraform's AWS provider down to what a judge needs: per resource and data source its
// attributes, its blocks, what must be written and what can be read.
// Usage: node provider.mjs NODE_MODULES > provider.json
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const lib = join(process.argv[2], "@cdktn/provider-aws/lib");
const wanted =
  /^(data-aws-)?(acm|apigatewayv2|appconfig|apprunner|availability-zone|caller-identity|cloudcontrolapi-resource|cloudwatch-event-bus|cloudwatch-log|ecs|iam-(policy|role)|kinesis-stream|lambda-(alias|function|permission)|lb|network-interface|partition|region|route53-(record|zone)|s3-object|security-group|service-discovery|sfn-state-machine|sqs-queue|subnet|vpc($|-endpoint|-security-group))/;

const result = { version: null, resources: {}, data: {} };
for (const folder of readdirSync(lib).filter((name) => wanted.test(name)).sort()) {
  const types = join(lib, folder, "index.d.ts");
  const code = join(lib, folder, "index.js");
  if (existsSync(types) && existsSync(code)) boil(folder, readFileSync(types, "utf8"), readFileSync(code, "utf8"));
}
process.stdout.write(JSON.stringify(result));

function boil(folder, types, code) {
  const name = /static readonly tfResourceType = "([a-z0-9_]+)"/.exec(types)?.[1];
  if (!name) return;
  result.version ??= /providerVersion: '([0-9.]+)'/.exec(code)?.[1] ?? null;
  const interfaces = interfacesOf(types);
  const root = Object.keys(interfaces).find((key) => interfaces[key].root);
  if (!root) return;
  const start = code.search(/^class \w+ extends cdktn\.Terraform(Resource|DataSource)/m);
  const body = bodyOf(interfaces, root, []);
  body.reads = readsOf(code.slice(start));
  (folder.startsWith("data-aws-") ? result.data : result.resources)[name] = body;
}

function interfacesOf(types) {
  const found = {};
  for (const [, name, parent, text] of types.matchAll(/^export interface (\w+)( extends [\w.]+)? \{\n([\s\S]*?)^\}/gm)) {
    const members = [];
    const member = /#([a-z0-9_]+) \w+#[a-z0-9_]+\}[\s\S]*?readonly (\w+)(\??): ([\s\S]*?);\n(?=\s*(?:\/\*\*|$))/g;
    for (const [, snake, , optional, type] of text.matchAll(member)) {
      members.push({ name: snake, required: optional === "", type: type.replace(/\s+/g, " ") });
    }
    found[name] = { root: parent?.includes("TerraformMetaArguments") ?? false, members };
  }
  return found;
}

function bodyOf(interfaces, name, above) {
  const body = { attributes: {}, blocks: {} };
  for (const member of interfaces[name].members) {
    const [, inner, many] = /^([A-Z]\w*)(\[\])?( \| cdktn\.IResolvable)?$/.exec(member.type) ?? [];
    if (inner && interfaces[inner]) {
      // A block that holds itself (rules of a firewall do) is followed once.
      const nested = above.includes(inner) ? { attributes: {}, blocks: {}, open: true } : bodyOf(interfaces, inner, [...above, inner]);
      body.blocks[member.name] = { required: member.required, many: many !== undefined, ...nested };
    } else {
      body.attributes[member.name] = { required: member.required, type: plain(member.type) };
    }
  }
  return body;
}

function plain(type) {
  const words = type.replace(/ \| cdktn\.IResolvable/g, "").trim();
  if (words.startsWith("{ [key: string]")) return "map";
  if (words.endsWith("[]")) return "list";
  return words;
}

function readsOf(code) {
  const reads = new Set();
  for (const [, name] of code.matchAll(/this\.get\w+Attribute\('([a-z0-9_]+)'\)/g)) reads.add(name);
  for (const [, name] of code.matchAll(/= new \w+\(this, "([a-z0-9_]+)"/g)) reads.add(name);
  return [...reads].sort();
}
