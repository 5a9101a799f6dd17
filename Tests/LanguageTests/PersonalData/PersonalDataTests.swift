import Testing

@testable import Language

/// Sentences of our own. `[kind:…]` marks what is to be found; all else is not.
@Suite struct PersonalDataTests {
    private static let data = PersonalData(Shelf.file("personal.txt"), folding: Shelf.folding)

    private static let chinese = [
        "我的手机是[phone:13812345678]，请回电", "联系电话：[phone:138-1234-5678]",
        "打[phone:+86 139 0013 8000]找我",
        "座机[phone:021-62345678]转3", "電話[phone:0755 8321 4567]沒人接", "拨打400-820-8820一直占线", "95588打不通",
        "订单号202611250001234没有发货", "快递单号SF1234567890123还没到", "花了13800元", "1000000000个好评",
        "2026-11-25 10:30下的单", "版本10.15.7闪退", "身份证[identity:11010519491231002X]",
        "身份证号是[identity:440524188001010014]",
        "证件 110105194912310021 填错了", "卡号[card:6222 0212 3456 7894]扣了两次",
        "信用卡[card:4111111111111111]被盗刷",
        "编号4111111111111112不是卡", "发到[mail:zhang.san@example.com]", "邮箱:[mail:li_4@qq.com]，谢谢",
        "a@b没有域名",
        "我叫[name:王小明]，昨天来过", "姓名：[name:欧阳静]", "联系人：[name:李雷] 电话[phone:13900001111]",
        "我姓[name:陈]，请联系我",
        "找[name:张]经理投诉", "[name:刘晓红]女士服务很好", "感谢[name:赵]师傅上门", "前台小姐态度差", "客服经理不管", "我是高级会员",
        "我是老客户了", "我是金卡会员", "店长说安排", "成都的服务不错", "高兴得很", "马上老师傅来了", "服务员先生很客气",
        "我住在[address:上海市浦东新区世纪大道100号15楼1502室]", "地址：[address:北京市海淀区中关村大街27号]",
        "送到[address:幸福路12弄3号楼402室]门口",
        "寄到[address:广州市天河区体育西路103号]维多利", "在南京路逛街", "3号线很挤", "走了两条路", "第5号柜台不理人", "住1208室没热水",
        "加微信[account:wx_zhang88]详聊", "QQ号：[account:1234567890]", "微信支付失败", "护照号[account:E12345678]",
        "车牌[account:京A12345]被刮",
        "[account:沪AD12345]停错位", "京东A1柜台", "台湾身份证[identity:A123456789]",
        "香港身份證 [identity:A123456(3)]",
        "支付宝扣了128.00", "等了30分钟，来了3次", "房间号8812", "QQ音乐不好用", "[phone:00852 2345 6789]可以打",
        "[phone:１３８１２３４５６７８]不接", "本人[name:周杰]在此投诉",
    ]

    private static let english = [
        "Call me at [phone:555-0142]", "My number is [phone:(212) 555-0123].",
        "Reach me at [phone:+44 20 7946 0958] today",
        "Phone: [phone:212.555.0188]", "1-800-555-0199 never answers", "Order 1234567890 is late",
        "Paid 4,111.00 on 12/11/2026",
        "Flight 1234 at 10 30 2026", "Card [card:4111 1111 1111 1111] was charged",
        "Amex [card:378282246310005]",
        "IBAN [card:GB82 WEST 1234 5698 7654 32]", "IBAN [card:DE89370400440532013000] please",
        "tracking GB1234567890123456",
        "Mail [mail:ann.lee+shop@example.co.uk].", "see example.com/@help",
        "My name is [name:Ann Lee] and I am angry",
        "Thanks to Mr. [name:John Smith]", "Ms [name:O'Neill] was kind",
        "name: [name:Maria Garcia Lopez]", "my name is not on the list",
        "Kind regards,\n[name:Peter Brown]", "Regards, the team",
        "I live at [address:221 Baker Street], London",
        "Ship to [address:1600 Pennsylvania Avenue] please", "waited 20 Long minutes",
        "5 Star Service", "2 Rooms On the street",
        "passport no [account:X1234567]", "passport control was slow", "WhatsApp me",
        "whatsapp: [account:ann_lee_77]",
        "account number [account:00123456]", "my account is blocked", "iPhone 14 Pro Max",
        "100 200 300 points",
        "called 3 times", "Dr [name:Chen] helped", "dr pepper was cold", "the driver of BX123",
        "9.9/10 would buy", "batch 1234567 123 456 7890 arrived",
    ]

    /// The text without its marks, and what they say, in bytes.
    private static func parted(_ marked: String) -> (text: [UInt8], wanted: [PersonalData.Finding])
    {
        var text: [UInt8] = []
        var wanted: [PersonalData.Finding] = []
        var rest = marked[...]
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            text += Array(rest[..<open].utf8)
            let mark = rest[rest.index(after: open)..<close]
            let parts = mark.split(separator: ":", maxSplits: 1)
            let start = text.count
            text += Array(parts[1].utf8)
            if let kind = PersonalData.Kind(rawValue: String(parts[0])) {
                wanted.append(PersonalData.Finding(kind: kind, range: start..<text.count))
            }
            rest = rest[rest.index(after: close)...]
        }
        return (text + Array(rest.utf8), wanted)
    }

    @Test(arguments: chinese + english)
    func findsWhatIsMarkedAndNothingElse(_ marked: String) {
        let (text, wanted) = Self.parted(marked)
        let shown = Self.data.findings(in: text).map {
            "\($0.kind):" + String(decoding: text[$0.range], as: UTF8.self)
        }
        let asked = wanted.map { "\($0.kind):" + String(decoding: text[$0.range], as: UTF8.self) }
        #expect(shown == asked)
    }

    @Test func masksWhatItFinds() {
        let text = "我叫王小明，手机13812345678，邮箱a.b@example.com，住在上海市世纪大道100号"
        let masked = String(decoding: Self.data.masked(Array(text.utf8)), as: UTF8.self)
        #expect(masked == "我叫王**，手机***78，邮箱***@example.com，住在***")
    }

    /// Other forms of the same figures and letters hide nothing from the mask.
    @Test(arguments: [
        ("手机①③⑧①②③④⑤⑥⑦⑧", "手机***⑦⑧"), ("邮箱lі@exаmple.com", "邮箱***@exаmple.com"),
        ("手机１３８𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "手机***𝟕𝟖"),
    ])
    func otherFormsAreMaskedToo(_ text: String, _ wanted: String) {
        #expect(String(decoding: Self.data.masked(Array(text.utf8)), as: UTF8.self) == wanted)
    }

    @Test func whatIsHiddenTellsOnlyWhichItIs() {
        #expect(PersonalData.hidden("李雷", as: .name) == "李**")
        #expect(PersonalData.hidden("", as: .name) == "")
        #expect(PersonalData.hidden("C-10042", as: .account) == "***42")
        #expect(PersonalData.hidden("C1", as: .account) == "***")
        #expect(PersonalData.hidden("li@example.com", as: .mail) == "***@example.com")
        #expect(PersonalData.hidden("+861088881234", as: .phone) == "***34")
    }

    @Test func maskedTextHidesItAll() {
        for marked in Self.chinese + Self.english {
            let (text, _) = Self.parted(marked)
            let masked = Self.data.masked(text)
            let again = Self.data.findings(in: masked).filter {
                $0.kind != .name && $0.kind != .mail
            }
            #expect(again.isEmpty, "\(String(decoding: masked, as: UTF8.self))")
        }
    }

    /// A megabyte of what makes each rule work hardest ends at once; any bytes keep their place.
    @Test(arguments: ["1", "1 ", "138 ", "@", "a@", "我叫", "路1号", "Mr ", "1 Aa ", "gb82 ", "京a1"])
    func repetitionIsLinear(_ piece: String) {
        var bytes: [UInt8] = []
        while bytes.count < 1_000_000 { bytes += Array(piece.utf8) }
        let found = Self.data.findings(in: bytes)
        #expect(found.allSatisfy { $0.range.upperBound <= bytes.count })
    }

    @Test func anyBytesAreRead() {
        var dice = Dice(7)
        let pieces = [
            "1", "138", "-", " ", "@", "a", ".", "号", "路", "我叫", "王", "先生", "Mr ", "X", "(", ")",
            "\u{200B}", "微信",
        ]
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<dice.below(20) {
                bytes +=
                    dice.below(5) == 0
                    ? [UInt8(dice.below(256))] : Array(pieces[dice.below(pieces.count)].utf8)
            }
            let found = Self.data.findings(in: bytes)
            #expect(
                zip(found, found.dropFirst()).allSatisfy {
                    $0.range.upperBound <= $1.range.lowerBound
                })
            #expect(found.allSatisfy { !$0.range.isEmpty && $0.range.upperBound <= bytes.count })
            _ = Self.data.masked(bytes)
        }
    }
}
