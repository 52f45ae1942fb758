<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>{{ projectName }}</title>
  </head>
  <body>
    <h1>{{ projectName }} runs</h1>
    <p>This page is <code>templates/home.html</code>. Edit it, and load the page again.</p>
  </body>
</html>
