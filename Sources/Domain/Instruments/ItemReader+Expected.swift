public import Base

extension Item {
    /// What a careful reader chooses where the question itself says what to choose.
    public struct Expected: Hashable, Sendable {
        public let cell: Cell
        public let value: JSON
    }
}

extension InstrumentReader {
    /// `expect: 3`, `expect: blue`, or by line: `expect: {check: 3}`.
    func readExpected(_ node: DocumentNode, of item: Item) -> [Item.Expected] {
        guard let expect = node.child("expect") else { return [] }
        guard item.kind.hasRows else { return expected(expect, item.cells[0], item) }
        guard let lines = expect.value.object else {
            expect.fault("notMap")
            return []
        }
        return lines.members.flatMap { line -> [Item.Expected] in
            let node = expect.node(line.value, at: line.key)
            guard let cell = item.cells.first(where: { $0.path == [line.key] }) else {
                node.fault("unknownLine", ["value": line.key])
                return []
            }
            return expected(node, cell, item)
        }
    }

    private func expected(
        _ node: DocumentNode, _ cell: Item.Cell, _ item: Item
    ) -> [Item.Expected] {
        if case .value(let value) = item.reading(line: node.value, in: cell), !value.isNull {
            return [Item.Expected(cell: cell, value: value)]
        }
        node.fault("expectUnfit", ["value": node.value.string ?? node.value.text])
        return []
    }
}
