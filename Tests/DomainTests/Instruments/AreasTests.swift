import YAMLSupport
import Base
import Testing

@testable import Domain

/// A picture whose areas are the options.
@Suite struct AreasTests {
    private static let document = """
        key: shelf
        title: 货架
        languages: [zh]
        pages:
          - items:
              - key: eye
                kind: multiple
                display: areas
                title: 先看到哪里？
                image: /assets/nuo.svg
                alt: 一个货架
                options:
                  - {code: top, title: 上层, area: {left: 0, top: 0, width: 100, height: 33.5}}
                  - {code: door, title: 柜门, area: {left: 10, top: 40, width: 30, height: 60}}
                  - {code: none, title: 都没有, exclusive: true}
        """

    private func faults(_ document: String) throws -> [String] {
        do {
            _ = try Instrument(document: tree(document))
            return []
        } catch let refusal as Refusal {
            return refusal.faults.map { "\($0.path) \($0.code)" }.sorted()
        }
    }

    @Test func optionsHaveTheirPlaceOnThePicture() throws {
        let instrument = try Instrument(document: tree(Self.document))
        let item = instrument.items[0]
        #expect(item.picture?.source == "/assets/nuo.svg" && item.picture?.alt.zh == "一个货架")
        #expect(instrument.pictures == [try #require(item.picture)])
        #expect(
            item.options.map(\.area) == [
                .init(left: 0, top: 0, width: 100, height: 33.5),
                .init(left: 10, top: 40, width: 30, height: 60), nil,
            ])
        // An answer is what that of any choice of several is.
        #expect(item.cells.map(\.kind) == [.multiple])
        #expect(instrument.places["answers.eye"] != nil)
    }

    @Test func whatDoesNotFitIsTold() throws {
        let item = "pages[0].items[0]"
        let outside = Self.document.replacing("left: 10", with: "left: 80")
        #expect(try faults(outside) == ["\(item).options[1].area areaOutside"])
        let flat = Self.document.replacing("height: 60", with: "height: 0")
        #expect(try faults(flat) == ["\(item).options[1].area areaOutside"])
        let short = Self.document.replacing(", height: 60", with: ", depth: 60")
        #expect(
            try faults(short) == [
                "\(item).options[1].area.depth unknownMember",
                "\(item).options[1].area.height missing",
            ])
        let blind = Self.document.replacing("        alt: 一个货架\n", with: "")
        #expect(try faults(blind) == ["\(item).alt missing"])
        let bare = Self.document.replacing("        image: /assets/nuo.svg\n", with: "")
        #expect(try faults(bare).contains("\(item).image missing"))
        let list = Self.document.replacing("display: areas", with: "display: list")
        #expect(
            try faults(list) == [
                "\(item).alt onlyOfAreas", "\(item).image onlyOfAreas",
                "\(item).options[0].area onlyOfAreas", "\(item).options[1].area onlyOfAreas",
            ])
        let none = Self.document.replacing(
            ", area: {left: 0, top: 0, width: 100, height: 33.5}", with: ""
        ).replacing(", area: {left: 10, top: 40, width: 30, height: 60}", with: "")
        #expect(try faults(none) == ["\(item).options noArea"])
    }
}
