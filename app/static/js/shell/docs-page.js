/* Shows the API description. No module: Swagger UI is one script that defines a global function. */

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  // All operations and shapes at once take seconds to lay out. Groups open on a press; operations have their shapes.
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  validatorUrl: "none", // the default sends the description to a public validator
});
