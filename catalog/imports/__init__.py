"""Reading files of others: tables and Backstage catalogs become rows that the catalog's own operations take."""
