package dev.deltaenrich.bootstrap;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Gives Flyway, which opens several connections and changes their sessions, one connection in the
 * transaction of its owner. Flyway can neither commit nor close it: that is the owner's.
 */
final class PostgresDataSource {
  private static final Set<String> THE_OWNERS = Set.of("commit", "close", "setAutoCommit");

  private PostgresDataSource() {}

  /** One that has this connection and nothing else. */
  static DataSource of(Connection connection) {
    Connection lent =
        proxy(
            Connection.class,
            (proxy, method, arguments) ->
                THE_OWNERS.contains(method.getName()) ? null : call(connection, method, arguments));
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("getConnection")) {
            return lent;
          }
          if (method.getDeclaringClass() == Object.class) {
            return call(connection, method, arguments);
          }
          throw new SQLFeatureNotSupportedException(method.getName());
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            PostgresDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Connection connection, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
