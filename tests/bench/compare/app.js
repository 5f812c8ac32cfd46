// The routes of the comparison as a CDK app: node app.js COUNT
const { App, Stack } = require("aws-cdk-lib");
const { HttpApi, HttpMethod } = require("aws-cdk-lib/aws-apigatewayv2");
const { HttpLambdaIntegration } = require("aws-cdk-lib/aws-apigatewayv2-integrations");
const { Function } = require("aws-cdk-lib/aws-lambda");

// The library creates a permission for every route, which limits templates to 248 routes; the limit is lifted here.
const app = new App({ outdir: "cdk.out", context: { "@aws-cdk/core:stackResourceLimit": 0 } });
const stack = new Stack(app, "shop");
const api = new HttpApi(stack, "Api");
const orders = Function.fromFunctionName(stack, "Orders", "orders");
const integration = new HttpLambdaIntegration("OrdersIntegration", orders);
for (let route = 0; route < Number(process.argv[2]); route += 1) {
  api.addRoutes({ path: `/api/r${route}/{id}`, methods: [HttpMethod.GET], integration });
}
app.synth();
