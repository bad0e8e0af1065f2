(function () {
  'use strict';
  var reader = JSON.parse(document.getElementById('reader').textContent);
  var root = document.documentElement;
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  var button = document.getElementById('theme');
  var chosen = null;
  var printing = false;

  var formats = {
    share: { exact: { style: 'percent', maximumFractionDigits: 1 }, axis: { style: 'percent', maximumFractionDigits: 0 } },
    money: {
      exact: { style: 'currency', currency: reader.currency, maximumFractionDigits: 2 },
      axis: { style: 'currency', currency: reader.currency, notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 }
    },
    count: { exact: { maximumFractionDigits: 0 }, axis: { notation: 'compact', maximumFractionDigits: 1 } }
  };

  function format(unit, use) {
    var written = new Intl.NumberFormat(reader.locale, formats[unit][use]);
    return function (value) { return written.format(value); };
  }

  function colour(name) {
    return getComputedStyle(root).getPropertyValue('--' + name).trim();
  }

  function tooltip(data, exact) {
    return function (points) {
      var box = document.createElement('div');
      box.className = 'tip';
      var head = document.createElement('b');
      head.textContent = points.length ? points[0].axisValueLabel : '';
      box.appendChild(head);
      points.forEach(function (point) {
        var series = data.series[point.seriesIndex];
        var value = series.values[point.dataIndex];
        if (value === null || series.style === 'interval_low' || series.style === 'interval_high') { return; }
        var line = document.createElement('div');
        line.textContent = series.title + ': ' + exact(value);
        box.appendChild(line);
      });
      return box;
    };
  }

  function isBar(series) {
    return series.style === 'bar' || series.style === 'ranked' || series.style === 'stacked';
  }

  function drawn(data) {
    var next = 0;
    var losses = 0;
    var low = null;
    return data.series.map(function (series) {
      var one = { name: series.title, data: series.values, type: 'line', symbol: 'circle', showSymbol: series.values.length <= 30, symbolSize: 6, connectNulls: false };
      if (series.style === 'interval_low') {
        low = series.values;
        one.showSymbol = false;
        one.stack = 'interval';
        one.lineStyle = { opacity: 0 };
        one.itemStyle = { color: colour('band') };
        one.silent = true;
        return one;
      }
      if (series.style === 'interval_high') {
        one.data = series.values.map(function (value, place) {
          return value === null || low[place] === null ? null : value - low[place];
        });
        one.showSymbol = false;
        one.stack = 'interval';
        one.lineStyle = { opacity: 0 };
        one.areaStyle = { color: colour('band') };
        one.itemStyle = { color: colour('band') };
        one.silent = true;
        return one;
      }
      var own;
      if (series.style === 'stacked' && series.values.some(function (value) { return value < 0; })) {
        losses = Math.min(2, losses + 1);
        own = colour('loss-' + losses);
      } else if (next > 0 && series.style !== 'stacked') {
        own = colour(next > 1 && series.style === 'dashed' ? 'series-3' : 'other');
        next += 1;
      } else {
        next = Math.min(4, next + 1);
        own = colour('series-' + next);
      }
      one.itemStyle = { color: own };
      if (isBar(series)) {
        one.type = 'bar';
        one.barMaxWidth = 48;
        if (series.style === 'stacked') { one.stack = 'sum'; }
        one.data = series.values.map(function (value, place) {
          return data.open.indexOf(place) < 0 ? value : { value: value, itemStyle: { opacity: .45, borderColor: own, borderType: 'dashed' } };
        });
        return one;
      }
      one.lineStyle = { width: 2.5, color: own, type: series.style === 'dashed' ? 'dashed' : 'solid' };
      if (series.style === 'dashed') { one.symbol = 'emptyCircle'; }
      return one;
    });
  }

  function option(data, width) {
    var exact = format(data.unit, 'exact');
    var ink = colour('muted');
    var rule = colour('line');
    var series = drawn(data);
    if (data.mark) {
      series[series.length - 1].markArea = {
        silent: true,
        itemStyle: { color: colour('band'), opacity: .5 },
        label: { color: ink, position: 'insideTopLeft', fontSize: 12 },
        data: [[{ name: data.mark.label, xAxis: data.mark.category }, { xAxis: data.categories.length - 1 }]]
      };
    }
    var named = [];
    var legend = [];
    data.series.forEach(function (one) {
      if (one.style === 'interval_low' || named.indexOf(one.title) >= 0) { return; }
      named.push(one.title);
      // Of an interval nothing but its area is drawn, which the legend would not show by itself.
      legend.push(one.style === 'interval_high' ? { name: one.title, icon: 'roundRect', itemStyle: { color: colour('band'), opacity: 1 } } : one.title);
    });
    var bars = data.series.some(isBar);
    var ranked = data.series[0].style === 'ranked';
    // Few bars are all named, at a slant where the names would not fit side by side.
    var longest = Math.max.apply(null, data.categories.map(function (name) { return name.length; }));
    var everyName = bars && data.categories.length <= 16;
    var slanted = everyName && !ranked && longest * 7 * data.categories.length > width * .9;
    var names = {
      type: 'category', data: data.categories, inverse: ranked,
      name: ranked ? '' : data.axis, nameLocation: 'middle', nameGap: slanted ? 58 : 30, nameTextStyle: { color: ink },
      axisLabel: {
        color: ink, hideOverlap: !everyName, interval: everyName ? 0 : 'auto', rotate: slanted ? 40 : 0,
        width: ranked ? 140 : undefined, overflow: ranked ? 'break' : undefined
      },
      axisLine: { lineStyle: { color: rule }, onZero: false }, axisTick: { show: false }, boundaryGap: bars
    };
    var values = {
      type: 'value', axisLabel: { color: ink, hideOverlap: true, formatter: format(data.unit, 'axis') }, splitLine: { lineStyle: { color: rule } },
      max: data.unit === 'share' ? function (range) { return range.max > 0.55 && range.max <= 1 ? 1 : null; } : null,
      minInterval: data.unit === 'count' ? 1 : 0
    };
    return {
      animation: !calm.matches && !printing,
      animationDuration: 300,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: ranked ? 36 : 16, top: named.length > 1 ? 40 : 16, bottom: ranked ? 8 : slanted ? 24 : 28, containLabel: true },
      legend: {
        show: named.length > 1, top: 0, left: 0, itemGap: 16, textStyle: { color: ink }, type: 'scroll', pageTextStyle: { color: ink }, selectedMode: false,
        data: legend
      },
      tooltip: {
        trigger: 'axis', confine: true, formatter: tooltip(data, exact), backgroundColor: colour('card'), borderColor: rule,
        textStyle: { color: colour('ink') }, axisPointer: { type: 'line', lineStyle: { color: ink } }
      },
      xAxis: ranked ? values : names,
      yAxis: ranked ? names : values,
      series: series
    };
  }

  var charts = [];
  document.querySelectorAll('script[data-chart]').forEach(function (source) {
    var place = document.getElementById(source.getAttribute('data-chart'));
    charts.push({ place: place, data: JSON.parse(source.textContent), chart: echarts.init(place, null, { renderer: 'svg' }) });
  });

  function draw() {
    charts.forEach(function (one) {
      one.chart.resize();
      one.chart.setOption(option(one.data, one.place.clientWidth), true);
    });
  }

  function theme() {
    if (printing) { return 'light'; }
    return chosen || (dark.matches ? 'dark' : 'light');
  }

  function apply() {
    root.setAttribute('data-theme', theme());
    button.textContent = theme() === 'dark' ? reader.light : reader.dark;
    draw();
  }

  button.hidden = false;
  button.addEventListener('click', function () {
    chosen = theme() === 'dark' ? 'light' : 'dark';
    apply();
  });
  dark.addEventListener('change', apply);
  window.addEventListener('resize', function () { draw(); });
  window.matchMedia('print').addEventListener('change', function (event) {
    printing = event.matches;
    apply();
  });
  window.addEventListener('beforeprint', function () { printing = true; apply(); });
  window.addEventListener('afterprint', function () { printing = false; apply(); });
  apply();
}());
