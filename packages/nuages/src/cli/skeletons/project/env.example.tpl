# Copy this file to .env for your own machine. Variables that are set already win.
DEBUG=true
# SECRET_KEY=
ALLOWED_HOSTS=localhost,127.0.0.1
DATABASE_URL=sqlite:///db.sqlite3
