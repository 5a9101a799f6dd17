import Base

extension Table {
    /// Hands out the table as bytes, some hundred thousand at a time, for a file that
    /// `SnapshotReader` reads. Values that no row holds any more are not among them.
    /// - Parameter note: handed back before the table is read.
    public func write<E: Error>(
        note: [UInt8], _ put: ([UInt8]) throws(E) -> Void
    ) throws(E) {
        var head = BlockWriter()
        head.write(SnapshotReader.mark)
        head.write(SnapshotReader.byteOrder)
        try put(head.bytes)
        var number: UInt64 = 0
        func block(_ bytes: [UInt8]) throws(E) {
            var head = BlockWriter()
            head.write([UInt64(bytes.count), Checksum.of(bytes, seed: number)])
            try put(head.bytes)
            try put(bytes)
            number += 1
        }
        try block(note)
        let codes = columns.indices.map { usedCodes($0) }
        var out = BlockWriter()
        out.write(chunks.count)
        out.write(columns.count)
        for (column, used) in zip(columns, codes) { column.write(used.values, to: &out) }
        try block(out.bytes)
        for chunk in chunks {
            var out = BlockWriter()
            chunk.write(codes.map(\.map), to: &out)
            try block(out.bytes)
        }
    }

    /// The codes that rows still have, and under which each is written; nil where all stay as they
    /// are.
    private func usedCodes(_ column: Int) -> (values: [JSON], map: [Int]?) {
        let distinct = columns[column].distinct
        var isUsed = Array(repeating: false, count: distinct.count)
        isUsed[0] = true
        for chunk in chunks where column < chunk.columns.count {
            chunk.columns[column].codes.mark(&isUsed)
        }
        guard isUsed.contains(false) else { return (distinct, nil) }
        var map = Array(repeating: 0, count: distinct.count)
        var values: [JSON] = []
        for (code, value) in distinct.enumerated() where isUsed[code] {
            map[code] = values.count
            values.append(value)
        }
        return (values, map)
    }
}

extension Column {
    fileprivate func write(_ values: [JSON], to out: inout BlockWriter) {
        out.write(name)
        out.write(Form.all.firstIndex(of: form) ?? 0)
        out.write(staysCoded ? 1 : 0)
        out.write(values.count)
        for value in values { out.write(value) }
    }
}

extension Column.Form {
    /// In the order of a snapshot's numbers.
    static let all: [Column.Form] = [.coded, .numbers, .tooDiverse]
}

extension Chunk {
    fileprivate func write(_ maps: [[Int]?], to out: inout BlockWriter) {
        var chunk = self
        if chunk.isOpen { chunk.close() }
        out.write(chunk.count)
        chunk.ids.write(to: &out)
        out.write(chunk.times)
        out.write(chunk.columns.count)
        for (segment, map) in zip(chunk.columns, maps) {
            if let numbers = segment.numbers {
                out.write(0)
                out.write(numbers)
            } else {
                segment.codes.mapped(map).write(to: &out)
            }
        }
    }
}
