package dev.deltaenrich.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.KeyValue;
import org.junit.jupiter.api.Test;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TSet;
import shaded.parquet.org.apache.thrift.protocol.TStruct;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

class ThriftStructTest {
  /** One field of each type there is. */
  private static byte[] allTypes() throws TException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TCompactProtocol protocol = new TCompactProtocol(new TIOStreamTransport(out));
    protocol.writeStructBegin(new TStruct());
    protocol.writeFieldBegin(new TField("", ThriftValue.BOOL, (short) 1));
    protocol.writeBool(true);
    protocol.writeFieldBegin(new TField("", ThriftValue.BOOL, (short) 2));
    protocol.writeBool(false);
    protocol.writeFieldBegin(new TField("", ThriftValue.BYTE, (short) 3));
    protocol.writeByte((byte) -3);
    protocol.writeFieldBegin(new TField("", ThriftValue.I16, (short) 40));
    protocol.writeI16((short) -400);
    protocol.writeFieldBegin(new TField("", ThriftValue.I32, (short) 41));
    protocol.writeI32(Integer.MIN_VALUE);
    protocol.writeFieldBegin(new TField("", ThriftValue.I64, (short) 42));
    protocol.writeI64(Long.MAX_VALUE);
    protocol.writeFieldBegin(new TField("", ThriftValue.DOUBLE, (short) 43));
    protocol.writeDouble(Math.PI);
    protocol.writeFieldBegin(new TField("", ThriftValue.STRING, (short) 44));
    protocol.writeBinary(ByteBuffer.wrap(new byte[] {0, -1, 'a'}));
    protocol.writeFieldBegin(new TField("", ThriftValue.LIST, (short) 45));
    protocol.writeListBegin(new TList(ThriftValue.BOOL, 2));
    protocol.writeBool(true);
    protocol.writeBool(false);
    protocol.writeFieldBegin(new TField("", ThriftValue.SET, (short) 46));
    protocol.writeSetBegin(new TSet(ThriftValue.I32, 1));
    protocol.writeI32(5);
    protocol.writeFieldBegin(new TField("", ThriftValue.MAP, (short) 32_767));
    protocol.writeMapBegin(new TMap(ThriftValue.STRING, ThriftValue.STRUCT, 1));
    protocol.writeString("key");
    protocol.writeStructBegin(new TStruct());
    protocol.writeFieldStop();
    protocol.writeStructEnd();
    protocol.writeFieldStop();
    protocol.writeStructEnd();
    return out.toByteArray();
  }

  @Test
  void structIsWrittenAsItWasRead() throws Exception {
    byte[] bytes = allTypes();

    assertThat(ThriftStruct.read(bytes).toBytes()).isEqualTo(bytes);
    assertThat(ThriftStruct.read(new ByteArrayInputStream(bytes)).toBytes()).isEqualTo(bytes);
  }

  @Test
  void fieldsAreFoundByNumber() throws Exception {
    ThriftStruct struct = ThriftStruct.read(allTypes());

    assertThat(struct.number(40)).isEqualTo(-400);
    assertThat(struct.number(42)).isEqualTo(Long.MAX_VALUE);
    assertThat(struct.list(46, Integer.class)).containsExactly(5);
    assertThat(struct.list(45, Boolean.class)).containsExactly(true, false);
    assertThat(struct.has(32_767)).isTrue();
    assertThat(struct.has(5)).isFalse();
    assertThat(struct.number(5)).isZero();
    assertThat(struct.text(5)).isEmpty();
    assertThat(struct.struct(5).fieldNumbers()).isEmpty();
  }

  @Test
  void changesLeaveTheOriginalAlone() {
    ThriftStruct one = ThriftStruct.of(new KeyValue("k").setValue("v"));

    ThriftStruct other = one.withText(2, "w").withStructs(3, List.of(one));

    assertThat(one.text(2)).isEqualTo("v");
    assertThat(other.text(2)).isEqualTo("w");
    assertThat(other.list(3, ThriftStruct.class)).hasSize(1);
    assertThat(other.without(2, 3).toBytes()).isEqualTo(one.without(2).toBytes());
  }

  @Test
  void rubbishIsRefusedWithoutMuchMemory() throws Exception {
    byte[] bytes = allTypes();
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] broken = bytes.clone();
      for (int i = 0; i < 3; i++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        ThriftStruct.read(broken);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("no thrift struct: ");
      }
    }
    assertThatThrownBy(() -> ThriftStruct.read(Arrays.copyOf(bytes, 20)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no thrift struct: ");
  }

  @Test
  void structsInStructsWithoutEndAreRefused() {
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 0x1c);

    assertThatThrownBy(() -> ThriftStruct.read(deep))
        .isInstanceOf(IOException.class)
        .hasMessage("no thrift struct: nested too deeply");
  }
}
