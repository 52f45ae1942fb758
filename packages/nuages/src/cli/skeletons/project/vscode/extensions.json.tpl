{
  "recommendations": ["batisteo.vscode-django", "editorconfig.editorconfig"]
}
