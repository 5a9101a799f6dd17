import Domain
import Testing

@Suite struct CaseNumberTests {
    @Test(arguments: [
        ("1042", 1042), ("#1042", 1042), (" ＃１０４２　", 1042), ("#007", 7), ("1", 1),
    ])
    func isReadAsPeopleTypeIt(_ typed: String, _ number: Int) {
        #expect(Case.number(typed: typed) == number)
    }

    @Test(arguments: [
        "", "#", "0", "#0", "10 42", "##1", "-1", "1.5", "1042a", "cas_0cnz478tzb0xd", "①", "Ⅳ",
        "٣",
        "1234567890123456",
    ])
    func elseItIsNone(_ typed: String) {
        #expect(Case.number(typed: typed) == nil)
    }
}
