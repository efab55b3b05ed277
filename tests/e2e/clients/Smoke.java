import java.math.BigDecimal;
import java.sql.*;
import java.time.*;
import java.util.*;

/** Uses a database through JDBC and prints what it saw, a line each. Arguments: URL, user, password. */
class Smoke {
    static Connection connection;

    static void say(Object... what) {
        System.out.println(Arrays.deepToString(what));
    }

    static void rows(ResultSet result) throws SQLException {
        ResultSetMetaData about = result.getMetaData();
        for (int i = 1; i <= about.getColumnCount(); i++)
            say(about.getColumnName(i), about.getColumnTypeName(i), about.getColumnClassName(i), about.getPrecision(i), about.getScale(i));
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= about.getColumnCount(); i++)
                row.add(about.getColumnType(i) == Types.BINARY ? Arrays.toString(result.getBytes(i)) : result.getString(i));
            say(row);
        }
        result.close();
    }

    static void failing(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            say(sql, "accepted");
        } catch (SQLException error) {
            say(sql, error.getSQLState());
        }
    }

    public static void main(String[] arguments) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Properties properties = new Properties();
        properties.setProperty("user", arguments[1]);
        properties.setProperty("password", arguments[2]);
        // server-prepared and binary from the second execution on
        properties.setProperty("prepareThreshold", "2");
        connection = DriverManager.getConnection(arguments[0], properties);
        DatabaseMetaData about = connection.getMetaData();
        say(about.getDatabaseProductName(), about.supportsSavepoints(), connection.getTransactionIsolation());
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table author (id serial primary key, name varchar(20) not null unique)");
            statement.execute("create table book (id bigserial primary key, author_id int references author(id), title text, price numeric(8,2), "
                + "made timestamptz, day date, flag boolean, raw bytea, uid uuid, tags text[])");
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into author (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (String name : List.of("Ann", "Bob", "Cid")) {
                insert.setString(1, name);
                say(insert.executeUpdate());
                ResultSet keys = insert.getGeneratedKeys();
                keys.next();
                say(keys.getInt("id"));
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into book (author_id, title, price, made, day, flag, raw, uid, tags) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int n = 0; n < 5; n++) {
                insert.setInt(1, n % 3 + 1);
                insert.setString(2, "Book " + n);
                insert.setBigDecimal(3, new BigDecimal(n).divide(new BigDecimal(4)));
                insert.setObject(4, OffsetDateTime.of(2024, 1, n + 1, 12, 30, 0, 123456000, ZoneOffset.ofHours(n)));
                insert.setObject(5, LocalDate.of(2024, 2, 25 + n));
                insert.setBoolean(6, n % 2 == 0);
                insert.setBytes(7, new byte[] {0, (byte) n, (byte) 255});
                insert.setObject(8, new UUID(0, n));
                insert.setArray(9, connection.createArrayOf("text", new String[] {"a" + n, null}));
                insert.addBatch();
            }
            say(insert.executeBatch());
        }
        try (PreparedStatement select = connection.prepareStatement("select b.*, a.name from book b join author a on a.id = b.author_id where b.price >= ? and b.made > ? order by b.id")) {
            for (int n = 0; n < 4; n++) {
                select.setBigDecimal(1, new BigDecimal("0.25"));
                select.setObject(2, OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
                rows(select.executeQuery());
            }
        }
        for (String table : List.of("author", "book")) {
            for (ResultSet found : List.of(about.getTables(null, "public", table, null), about.getColumns(null, "public", table, null),
                    about.getPrimaryKeys(null, "public", table), about.getImportedKeys(null, "public", table), about.getIndexInfo(null, "public", table, false, true))) {
                ResultSetMetaData columns = found.getMetaData();
                while (found.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++)
                        if (!columns.getColumnName(i).equals("PAGES") && !columns.getColumnName(i).equals("CARDINALITY") && !columns.getColumnName(i).equals("TABLE_CAT"))
                            row.add(found.getString(i));
                    say(row);
                }
            }
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into author (name) values ('Dee')");
            Savepoint point = connection.setSavepoint("point");
            failing("insert into author (name) values ('Dee')");
            failing("select 1");
            connection.rollback(point);
            statement.executeUpdate("update author set name = 'Eve' where name = 'Dee'");
            connection.commit();
            statement.setFetchSize(2);
            ResultSet streamed = statement.executeQuery("select g from generate_series(1, 9) g");
            int sum = 0;
            while (streamed.next())
                sum += streamed.getInt(1);
            say(sum);
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            rows(statement.executeQuery("show transaction_isolation"));
            connection.rollback();
        }
        connection.setAutoCommit(true);
        for (String sql : List.of("select 1/0", "selec", "select * from nowhere", "insert into author (name) values ('Ann')", "insert into author (name) values (null)", "select 'x'::int",
                "insert into book (author_id) values (99)"))
            failing(sql);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 as a; update author set name = name; select 2 as b");
            rows(statement.getResultSet());
            say(statement.getMoreResults(), statement.getUpdateCount(), statement.getMoreResults());
            rows(statement.getResultSet());
        }
        connection.close();
    }
}
