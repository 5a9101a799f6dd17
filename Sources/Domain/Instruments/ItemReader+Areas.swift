import Base

/// A picture whose named areas are the options: one points at it, or chooses in the list beside it.
extension InstrumentReader {
    func readAreas(
        _ node: DocumentNode, _ display: Item.Display, _ options: [Item.Choice]
    ) -> Item.Picture? {
        guard display == .areas else {
            node.child("image")?.fault("onlyOfAreas")
            node.child("alt")?.fault("onlyOfAreas")
            for option in node.list("options") { option.child("area")?.fault("onlyOfAreas") }
            return nil
        }
        if !options.isEmpty, options.allSatisfy({ $0.area == nil }) {
            node.child("options")?.fault("noArea")
        }
        _ = node.required("image")
        return readPicture(node)
    }

    /// Percent of the picture's width and height.
    func readArea(_ node: DocumentNode) -> Item.Area? {
        guard let area = node.child("area") else { return nil }
        let members = ["left", "top", "width", "height"]
        for member in area.value.object?.keys ?? [] where !members.contains(member) {
            area.node(.null, at: member).fault(
                "unknownMember", ["allowed": members.joined(separator: ", ")])
        }
        let read = members.compactMap { area.required($0)?.number() }
        guard read.count == members.count else { return nil }
        let isWithin =
            read[0] >= 0 && read[1] >= 0 && read[2] > 0 && read[3] > 0
            && read[0] + read[2] <= 100 && read[1] + read[3] <= 100
        guard isWithin else {
            area.fault("areaOutside")
            return nil
        }
        return Item.Area(left: read[0], top: read[1], width: read[2], height: read[3])
    }
}
