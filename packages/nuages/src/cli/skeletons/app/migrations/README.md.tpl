Migrations of this app, in the order of their numbers.
