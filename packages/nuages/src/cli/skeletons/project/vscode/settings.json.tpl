{
  "emmet.includeLanguages": { "django-html": "html" },
  "files.associations": { "**/templates/**/*.html": "django-html" },
  "typescript.preferences.importModuleSpecifierEnding": "js"
}
