/* Shows the API description. No module: Swagger UI is one script that defines a global function. */

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: "none", // the default sends the description to a public validator
});
